"""How CSV files are written, and what their lines before the data say.

Names, how many lines they take, and of a survey export the time zone. Records are `csv_reader.py`.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from orchestration.loading.batch import check_width, distinct_names
from orchestration.loading.decoding import open_text
from orchestration.loading.outcome import RefusedFileError

_HEADER_LIMIT = 1 << 20


@dataclass(frozen=True)
class Dialect:
    """How a table's CSV files are written."""

    delimiter: str = ","
    encoding: str = "utf-8"
    header_rows: int = 1
    columns: tuple[str, ...] = ()
    time_zone_in_header: bool = False


@dataclass(frozen=True)
class Header:
    """What the lines before the data say."""

    columns: tuple[str, ...]
    lines: int
    time_zone: str | None = None


def read_header(path: Path, dialect: Dialect) -> Header:
    """Names (and time zone) from the lines before the data; no lines at all: no names."""
    if dialect.columns:
        return Header(columns=distinct_names(dialect.columns), lines=0)
    with open_text(path) as handle:
        rows, lines = _first_rows(handle, dialect.delimiter, dialect.header_rows)
    if not rows:
        return Header(columns=(), lines=0)
    check_width(rows[0])
    zone = _time_zone(rows[-1]) if dialect.time_zone_in_header else None
    return Header(columns=distinct_names(rows[0]), lines=lines, time_zone=zone)


def _first_rows(handle: IO[str], delimiter: str, count: int) -> tuple[list[list[str]], int]:
    """The header's rows, and how many lines they take with the blank ones among them."""
    rows: list[list[str]] = []
    lines = 0
    try:
        for row in _split_lines(_header_lines(handle), delimiter):
            lines += 1
            rows += [row] if row else []
            if len(rows) == count:
                break
    except csv.Error as error:
        raise RefusedFileError(f"its header line cannot be read: {error}") from error
    return rows, lines


def _split_lines(lines: Iterator[str], delimiter: str) -> Iterator[list[str]]:
    if delimiter == "whitespace":
        return (line.split() for line in lines)
    return csv.reader(lines, delimiter=delimiter)


def _header_lines(handle: IO[str]) -> Iterator[str]:
    """Lines that names fit in; a file without line ends would be read whole, as one name."""
    while line := handle.readline(_HEADER_LIMIT):
        if len(line) == _HEADER_LIMIT:
            raise RefusedFileError(
                f"its header line is longer than {_HEADER_LIMIT:,} characters: values or lines lie"
                " where names should; have it exported with one name per column"
            )
        yield line


def _time_zone(row: Sequence[str]) -> str:
    for cell in row:
        try:
            told = json.loads(cell)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict) and told.get("timeZone"):
            return "UTC" if told["timeZone"] == "Z" else str(told["timeZone"])
    raise RefusedFileError(
        'its third header line tells no "timeZone"; export it with the survey tool\'s own CSV'
        " export, which writes three header lines"
    )
