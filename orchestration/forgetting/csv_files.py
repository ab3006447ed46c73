"""A CSV without forgotten persons: in its own encoding, cell by cell, in the order of its header.

A line with a cell too many belongs to no column and to nobody; if an identifier stands in it,
nothing else of it stays, and it has as many cells as before: it is rejected as before.
"""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import TextIOWrapper
from pathlib import Path
from typing import IO

from orchestration.forgetting.cleaner import Cleaner
from orchestration.forgetting.sieve import Sieve
from orchestration.forgetting.sifting import sifted
from orchestration.loading.batch import distinct_names
from orchestration.loading.csv_header import Dialect
from orchestration.loading.decoding import is_utf8, open_bytes, skip_mark
from orchestration.loading.line_ends import any_lines, csv_lines, ending
from orchestration.loading.lines import MAX_LINE
from orchestration.loading.outcome import RefusedFileError

_GONE = "gone"
BLANKS = "whitespace"


def rewrite_csv(
    path: Path, out: IO[bytes], dialect: Dialect, cleaner: Cleaner, sieve: Sieve | None
) -> set[int]:
    """Write a file's lines again; the numbers of those that changed."""
    encoding = _encoding(dialect.encoding)
    # One for the whole file: some write a byte-order mark, and it may stand only at the start.
    encoder = codecs.getincrementalencoder(encoding)()
    changed: set[int] = set()
    header = distinct_names(dialect.columns)
    cleaner.know(header, dialect.columns)
    names_to_come = 0 if header else dialect.header_rows
    number = 0
    with (
        _long_cells(),
        open_bytes(path) as raw,
        TextIOWrapper(raw, encoding=encoding, newline="") as text,
    ):
        out.write(encoder.encode(skip_mark(text)))
        records = ((record, record[1]) for record in _records(text, dialect))
        for (raw_line, line, row), is_let_through in sifted(records, sieve):
            written = raw_line
            if names_to_come:
                # Blank lines before and between its lines belong to no header.
                names_to_come -= bool(row)
                if row and not header:
                    header = distinct_names(row)
                    cleaner.know(header, tuple(name.strip() for name in row))
            else:
                number += 1
                cells = _cleaned(line, row, header, dialect, cleaner) if is_let_through else None
                if cells is not None:
                    written = _joined(cells, dialect) + ending(raw_line)
            if written is not raw_line:
                changed.add(number)
            out.write(encoder.encode(written))
        out.write(encoder.encode("", final=True))
    return changed


def _cleaned(
    line: str, row: list[str], header: tuple[str, ...], dialect: Dialect, cleaner: Cleaner
) -> list[str] | None:
    """The cells of a line that has to change."""
    if len(row) == len(header) and _is_split(line, dialect.delimiter):
        record = dict(zip(header, row, strict=True))
        if not cleaner(record):
            return None
        return ["" if value is None else str(value) for value in record.values()]
    if not cleaner.may_be_theirs(line) and not any(map(cleaner.identifies, row)):
        return None
    # Never empty: the loader ignores an empty surplus cell.
    cells = [cleaner.stand_in(cell) if cleaner.identifies(cell) else _GONE for cell in row]
    return [*cells, _GONE] if len(row) == len(header) else cells


def _records(text: IO[str], dialect: Dialect) -> Iterator[tuple[str, str, list[str]]]:
    """Each record as it is written, as it is read, and its cells."""
    if dialect.delimiter == BLANKS:
        for raw, line in any_lines(text):
            yield raw, line, line.split()
        return
    kept: list[tuple[str, str]] = []

    def remembered() -> Iterator[str]:
        for raw, line in csv_lines(text):
            kept.append((raw, line))
            yield line

    read = 0
    for row in csv.reader(remembered(), delimiter=dialect.delimiter):
        lines = [line for _, line in kept]
        if len(kept) > 1 or lines[0].count('"') % 2:
            _refuse_open_quote(lines, read + 1, dialect.delimiter)
        read += len(kept)
        yield "".join(raw for raw, _ in kept), "".join(lines), row
        kept.clear()


def _refuse_open_quote(lines: list[str], number: int, delimiter: str) -> None:
    """One that is never closed would make the rest of the file a single line."""
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            told = f"a quote that opens on line {number} is never closed"
            raise RefusedFileError(told) from error


def _is_split(line: str, delimiter: str) -> bool:
    """Whether the loader finds the same cells: it takes no letter behind a closing quote."""
    return delimiter == BLANKS or '"' not in line or bool(_shape(delimiter).fullmatch(line))


@cache
def _shape(delimiter: str) -> re.Pattern[str]:
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*+" *+|(?!")[^{mark}\r\n]*+)'
    return re.compile(rf"{cell}(?:{mark}{cell})*+(?:\r\n|\r|\n)?")


def _joined(cells: list[str], dialect: Dialect) -> str:
    if dialect.delimiter == BLANKS:
        return " ".join(cell or "-" for cell in cells)
    # A line with nothing in it would be none.
    return _quoted(cells, dialect.delimiter) or '""'


def _quoted(cells: list[str], delimiter: str) -> str:
    special = (delimiter, '"', "\r", "\n")
    return delimiter.join(
        '"' + cell.replace('"', '""') + '"' if any(mark in cell for mark in special) else cell
        for cell in cells
    )


def _encoding(declared: str) -> str:
    """What a file is read and written in; a mark at its start is kept by hand."""
    try:
        return "utf-8" if is_utf8(declared) else codecs.lookup(declared).name
    except LookupError:
        raise RefusedFileError(f"its declared encoding '{declared}' does not exist") from None


@contextmanager
def _long_cells() -> Iterator[None]:
    """As long as the loader reads them."""
    before = csv.field_size_limit(MAX_LINE)
    try:
        yield
    finally:
        csv.field_size_limit(before)
