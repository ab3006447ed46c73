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
from pathlib import Path
from typing import IO, Any, cast

from orchestration.company import MappedFeed
from orchestration.forgetting.cleaner import Cleaner
from orchestration.forgetting.csv_files import rewrite_csv
from orchestration.forgetting.file_contract import columns_in_files, expressions_in
from orchestration.forgetting.parquet_files import scrub_parquet
from orchestration.forgetting.register import Register
from orchestration.loading.decoding import first_wrong_byte, open_bytes
from orchestration.loading.job import Job
from orchestration.loading.outcome import RefusedFileError

# A line that was no object stays none, and is counted as one.
_BLANKED = b'"gone"\n'


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
    known = columns_in_files(job.table, feed)
    cleaner = Cleaner(job.table, known, register, expressions_in(job.table, feed))
    rows: set[int] = set()
    try:
        with _damage_told(path, job):
            if job.file_format == "parquet":
                rows = scrub_parquet(path, target, cleaner)
            else:
                with _written(path, target) as out:
                    if job.file_format == "csv":
                        rows = rewrite_csv(path, out, job.dialect, cleaner)
                    else:
                        rows = _rewrite_json(path, out, cleaner)
    finally:
        if not rows:
            target.unlink(missing_ok=True)
    return Rewritten(target, rows) if rows else None


def _rewrite_json(path: Path, out: IO[bytes], cleaner: Cleaner) -> set[int]:
    changed: set[int] = set()
    with open_bytes(path) as lines:
        for number, line in enumerate(lines, start=1):
            record = _object(line)
            written = line
            if record is None:
                if cleaner.may_be_theirs(line.decode(errors="replace")):
                    written = _BLANKED
            elif cleaner(record):
                written = json.dumps(record, ensure_ascii=False).encode() + b"\n"
            if written is not line:
                changed.add(number)
            out.write(written)
    return changed


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except UnicodeDecodeError:
        raise
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


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
        with gzip.GzipFile(filename="", fileobj=plain, mode="wb", mtime=0) as packed:
            yield cast("IO[bytes]", packed)
