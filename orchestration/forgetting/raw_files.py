"""The landing without forgotten persons: a file is read record by record and written again.

Records that stay as they are keep their bytes; the same file always gives the same bytes, so that
an old file that is sent again is known again. The rewritten file is handed back beside the old one.
"""

import csv
import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter, RawIOBase, TextIOWrapper
from pathlib import Path
from typing import IO, Any, cast

from orchestration.company import MappedFeed
from orchestration.forgetting.cleaner import Cleaner
from orchestration.forgetting.csv_files import BLANKS, rewrite_csv
from orchestration.forgetting.file_contract import columns_in_files, expressions_in
from orchestration.forgetting.parquet_files import scrub_parquet
from orchestration.forgetting.register import Register
from orchestration.forgetting.sieve import Sieve
from orchestration.forgetting.sifting import is_text_let_through, sifted
from orchestration.loading.decoding import first_wrong_byte, open_bytes, skip_mark
from orchestration.loading.job import Job
from orchestration.loading.line_ends import any_lines, ending
from orchestration.loading.outcome import RefusedFileError

# A line that was no object stays none, and is counted as one.
_BLANKED = '"gone"'
_COMPRESSION, _PIECE = 6, 1 << 20


@dataclass(frozen=True)
class Rewritten:
    """A landed file without the forgotten: where it lies for now, and which records changed."""

    path: Path
    rows: set[int]


def rewrite(path: Path, job: Job, feed: MappedFeed | None, register: Register) -> Rewritten | None:
    """Write the file again beside itself, hidden; None if nobody forgotten is in it.

    Raises:
        RefusedFileError: It cannot be read, so that nobody can say who is in it.
    """
    target = path.with_name(f".{path.name}.tmp")
    sieve = _sieve_for(job, register)
    is_text = job.file_format != "parquet"
    if sieve and is_text and not is_text_let_through(path, _encoding(job), sieve):
        return None
    known = columns_in_files(job.table, feed)
    cleaner = Cleaner(job.table, known, register, expressions_in(job.table, feed))
    rows: set[int] = set()
    try:
        with _damage_told(path, job):
            if job.file_format == "parquet":
                rows = scrub_parquet(path, target, cleaner, sieve, is_as_it_came=True)
            else:
                with _written(path, target) as out:
                    if job.file_format == "csv":
                        rows = rewrite_csv(path, out, job.dialect, cleaner, sieve)
                    else:
                        rows = _rewrite_json(path, out, cleaner, sieve)
    finally:
        if not rows:
            target.unlink(missing_ok=True)
    return Rewritten(target, rows) if rows else None


def _sieve_for(job: Job, register: Register) -> Sieve | None:
    """None where what parts the cells of a file would join their words."""
    delimiter = job.dialect.delimiter
    joins = job.file_format == "csv" and delimiter != BLANKS and delimiter.isalnum()
    return None if joins else register.sieve


def _rewrite_json(path: Path, out: IO[bytes], cleaner: Cleaner, sieve: Sieve | None) -> set[int]:
    changed: set[int] = set()
    with open_bytes(path) as raw, TextIOWrapper(raw, encoding="utf-8", newline="") as text:
        out.write(skip_mark(text).encode())
        lines = ((line, line) for line, _ in any_lines(text))
        for number, (line, is_let_through) in enumerate(sifted(lines, sieve), start=1):
            written = _cleaned(line, cleaner) if is_let_through else None
            if written is not None:
                changed.add(number)
            out.write(line.encode() if written is None else (written + ending(line)).encode())
    return changed


def _cleaned(line: str, cleaner: Cleaner) -> str | None:
    """What is to stand in a line; None if it stays."""
    doubled: list[str] = []

    def first_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """The loader reads the first of two values with one key."""
        told: dict[str, Any] = {}
        for key, value in pairs:
            if told.setdefault(key, value) is not value:
                doubled.append(key)
        return told

    try:
        record = json.loads(line, object_pairs_hook=first_of_each)
    except (ValueError, RecursionError):
        record = None
    if not isinstance(record, dict):
        return _BLANKED if cleaner.may_be_theirs(line) else None
    if cleaner(record) or (doubled and cleaner.may_be_theirs(line)):
        return json.dumps(record, ensure_ascii=False)
    return None


@contextmanager
def _damage_told(path: Path, job: Job) -> Iterator[None]:
    """What is wrong with a file in the loader's words; gzip's errors are its own to tell."""
    try:
        yield
    except UnicodeError as error:
        told = None if job.file_format == "parquet" else first_wrong_byte(path, _encoding(job))
        raise RefusedFileError(told or f"it is no text: {error}") from error
    except csv.Error as error:
        raise RefusedFileError(f"its lines cannot be told apart: {error}") from error


def _encoding(job: Job) -> str:
    return job.dialect.encoding if job.file_format == "csv" else "utf-8"


@contextmanager
def _written(path: Path, target: Path) -> Iterator[IO[bytes]]:
    """Compressed as the original is, with no time in it."""
    with target.open("wb") as plain:
        if path.suffix.lower() != ".gz":
            yield plain
            return
        # Lines together, and not as small as can be: a fourth of the time.
        with (
            gzip.GzipFile("", "wb", _COMPRESSION, plain, mtime=0) as packed,
            BufferedWriter(cast("RawIOBase", packed), _PIECE) as out,
        ):
            yield out
