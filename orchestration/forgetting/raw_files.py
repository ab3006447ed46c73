"""The landing without forgotten persons: a file is read record by record and written again.

Records that stay as they are keep their bytes; the same file always gives the same bytes, so that
an old file that is sent again is known again. The rewritten file is handed back beside the old one.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, cast

from orchestration.company import MappedFeed
from orchestration.forgetting.file_contract import columns_in_files
from orchestration.forgetting.parquet_files import scrub_parquet
from orchestration.forgetting.records import scrub
from orchestration.forgetting.register import Register
from orchestration.loading.decoding import open_bytes
from orchestration.loading.job import Job


@dataclass
class Rewritten:
    """A landed file without the forgotten: where it lies for now, and which records changed."""

    path: Path
    rows: set[int] = field(default_factory=set)


def rewrite(path: Path, job: Job, feed: MappedFeed | None, register: Register) -> Rewritten | None:
    """Write the file again beside itself, hidden; None if nobody forgotten is in it."""
    target = Rewritten(path.with_name(f".{path.name}.tmp"))
    columns = columns_in_files(job.table, feed)
    spelled = cache(partial(_spelled, frozenset(columns)))

    def cleaned(record: dict[str, Any]) -> bool:
        before = dict(record)
        names = spelled(tuple(record))
        told = dict(zip(names, record.values(), strict=True))
        scrub(told, job.table, register, columns)
        record.update((name, told[known]) for name, known in zip(before, names, strict=True))
        return record != before

    if job.file_format == "parquet":
        target.rows = scrub_parquet(path, target.path, cleaned)
    elif job.file_format == "csv":
        _rewrite_csv(path, target, job, cleaned)
    else:
        _rewrite_json(path, target, cleaned)
    if not target.rows:
        target.path.unlink(missing_ok=True)
        return None
    return target


def _spelled(known: frozenset[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """A record's names as they are known, for maps see no case."""
    folded = {name.casefold(): name for name in sorted(known)}
    near = [name if name in known else folded.get(name.casefold(), name) for name in names]
    # Of two that differ only by case each stays what it is.
    return tuple(name if found in names else found for name, found in zip(names, near, strict=True))


def _rewrite_json(path: Path, target: Rewritten, cleaned: Callable[[dict[str, Any]], bool]) -> None:
    with open_bytes(path) as lines, _written(path, target.path) as out:
        for number, line in enumerate(lines, start=1):
            record = _object(line)
            if record is not None and cleaned(record):
                target.rows.add(number)
                out.write(json.dumps(record, ensure_ascii=False).encode() + b"\n")
            else:
                out.write(line)


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return told if isinstance(told, dict) else None


def _rewrite_csv(
    path: Path, target: Rewritten, job: Job, cleaned: Callable[[dict[str, Any]], bool]
) -> None:
    encoding = "utf-8" if job.dialect.encoding == "utf-8-sig" else job.dialect.encoding
    with (
        open_bytes(path) as raw,
        _written(path, target.path) as out,
        TextIOWrapper(raw, encoding=encoding, newline="") as text,
    ):
        kept: list[str] = []
        rows = _rows(_remembered(text, kept), job)
        header: list[str] = list(job.dialect.columns)
        lines = 0 if header else job.dialect.header_rows
        for number, row in enumerate(rows, start=1 - lines):
            consumed = "".join(kept)
            kept.clear()
            if number == 1 - lines and not header:
                header = [name.lstrip("\ufeff").strip() for name in row]
            record = dict(zip(header, row, strict=False))
            if number > 0 and len(row) == len(header) and cleaned(record):
                target.rows.add(number)
                consumed = _line(record, job, ending="\r\n" if consumed.endswith("\r\n") else "\n")
            out.write(consumed.encode(encoding))


def _remembered(text: IO[str], kept: list[str]) -> Iterator[str]:
    for line in text:
        kept.append(line)
        yield line


def _rows(lines: Iterator[str], job: Job) -> Iterator[list[str]]:
    if job.dialect.delimiter == "whitespace":
        return (line.split() for line in lines)
    return iter(csv.reader(lines, delimiter=job.dialect.delimiter))


def _line(record: dict[str, Any], job: Job, *, ending: str) -> str:
    cells = ["" if value is None else str(value) for value in record.values()]
    if job.dialect.delimiter == "whitespace":
        return " ".join(cell or "-" for cell in cells) + ending
    return _quoted(cells, job.dialect.delimiter) + ending


def _quoted(cells: list[str], delimiter: str) -> str:
    special = (delimiter, '"', "\r", "\n")
    return delimiter.join(
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in special) else cell
        for cell in cells
    )


@contextmanager
def _written(path: Path, target: Path) -> Iterator[IO[bytes]]:
    """Compressed as the original is, with no time in it."""
    with target.open("wb") as plain:
        if path.suffix.lower() != ".gz":
            yield plain
            return
        with gzip.GzipFile(filename="", fileobj=plain, mode="wb", mtime=0) as packed:
            yield cast("IO[bytes]", packed)
