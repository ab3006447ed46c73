"""Reads CSV files into raw records: header lines here, everything after them in DuckDB.

Knows byte-order marks, declared encodings and delimiters, blanks as delimiter, files without a
header, and the three header lines of a survey export whose last one tells the time zone.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import duckdb

from orchestration.loading.batch import (
    Batch,
    Slice,
    check_width,
    distinct_names,
    quote,
    spans,
    text,
    texts,
)
from orchestration.loading.csv_rows import number_rows
from orchestration.loading.decoding import first_wrong_byte, open_text, readable
from orchestration.loading.files import LandedFile
from orchestration.loading.lines import MAX_LINE, lines_of
from orchestration.loading.outcome import RefusedFileError

_HEADER_LIMIT = 1 << 20
NO_ROWS = (
    "select null::bigint as _row, null::varchar as column_name, null::varchar as value,"
    " null::varchar as reason where false"
)


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


@dataclass(frozen=True)
class CsvBatch:
    """Raw records of CSV files with one header."""

    table: str
    slices: tuple[Slice, ...]
    columns: tuple[str, ...]
    ordinal: str = "rowid"
    errors: str = ""

    def relation(self, part: Slice, wanted: Sequence[str], others: Sequence[str]) -> str:
        """Columns lie in the raw table by position; a missing one is null."""
        position = {name: f"c{i}" for i, name in enumerate(self.columns)}
        selected = [f"{position.get(name, 'null::varchar')} as {quote(name)}" for name in wanted]
        pairs = ", ".join(f"{text(name)}, {position[name]}" for name in others)
        rest = f"json_merge_patch('{{}}', json_object({pairs}))::varchar" if pairs else "'{}'"
        return (
            f"select {self.ordinal} as _ordinal, {', '.join([*selected, f'{rest} as _others'])}"
            f" from {self.table} where rowid >= {part.first} and rowid < {part.last}"
        )

    def malformed(self, part: Slice) -> str:
        """Lines that the CSV reader could not split into the header's columns; Parquet has none."""
        if not self.errors:
            return NO_ROWS
        return (
            "select row as _row, null as column_name, csv_line as value,"
            " 'malformed line: ' || error_message as reason"
            f" from {self.errors} where file_path = {text(str(part.file.path))}"
        )


@dataclass(frozen=True)
class BlanksBatch(CsvBatch):
    """Raw records of files whose columns are parted by blanks; bad lines lie among the good."""

    def relation(self, part: Slice, wanted: Sequence[str], others: Sequence[str]) -> str:
        """As a CSV's, without the malformed lines."""
        return super().relation(part, wanted, others) + " and bad is null"

    def malformed(self, part: Slice) -> str:
        """Lines with more or fewer values than the header has names."""
        return (
            f"select rowid - {part.first} + 1 as _row, null as column_name, bad as value,"
            f" 'malformed line: not {len(self.columns)} values' as reason from {self.table}"
            f" where bad is not null and rowid >= {part.first} and rowid < {part.last}"
        )


def read_csv(
    session: duckdb.DuckDBPyConnection,
    files: Sequence[LandedFile],
    dialect: Dialect,
    scratch: Path,
) -> Iterator[Batch]:
    """Batches of files that share a header; a file that cannot be read raises."""
    groups: dict[Header, list[LandedFile]] = {}
    for file in files:
        copy = readable(file, dialect.encoding, scratch)
        groups.setdefault(read_header(copy.path, dialect), []).append(copy)
    for header, members in groups.items():
        if not header.columns:
            yield CsvBatch("", tuple(Slice(f, (), 0, 0, 0) for f in members), ())
        elif dialect.delimiter == "whitespace":
            yield _read_blanks(session, header, members)
        else:
            yield _read_group(session, header, members, dialect.delimiter)


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


def _read_group(
    session: duckdb.DuckDBPyConnection,
    header: Header,
    files: Sequence[LandedFile],
    delimiter: str,
) -> Batch:
    for table in ("raw_csv", "raw_errors", "reject_errors", "reject_scans"):
        session.execute(f"drop table if exists {table}")
    columns = ", ".join(f"c{i}: 'VARCHAR'" for i in range(len(header.columns)))
    session.execute(
        f"create temp table raw_csv as select *{', filename' if len(files) > 1 else ''}"
        f" from read_csv({texts([str(file.path) for file in files])}, columns = {{{columns}}},"
        f" delim = {text(delimiter)}, quote = '\"', escape = '\"', header = false,"
        f" skip = {header.lines}, auto_detect = false, ignore_errors = true,"
        f" store_rejects = true, rejects_limit = 0, max_line_size = {MAX_LINE},"
        f" buffer_size = {2 * MAX_LINE})"
    )
    session.execute(
        "create temp table raw_errors as select file_path, line, error_type,"
        " any_value(ltrim(csv_line, chr(10) || chr(13))) as csv_line,"
        " any_value(error_message) as error_message"
        " from reject_errors join reject_scans using (scan_id, file_id) group by all"
    )
    _refuse_broken(session, files)
    errors = dict(
        session.execute(
            "select file_path, count(distinct line) from raw_errors group by all"
        ).fetchall()
    )
    places = spans(session, "raw_csv", files)
    if errors:
        number_rows(session, places, delimiter, header.lines, has_blanks=len(header.columns) > 1)
    return CsvBatch(
        table="raw_csv",
        slices=tuple(slice_of(file, header, places, errors) for file in files),
        columns=header.columns,
        ordinal="rowid + passed" if errors else "rowid",
        errors="raw_errors" if errors else "",
    )


def slice_of(
    file: LandedFile,
    header: Header,
    places: dict[str, tuple[int, int]],
    errors: dict[str, int],
) -> Slice:
    """A file's part of the raw table, and the lines of it that were none."""
    first, last = places.get(str(file.path), (0, 0))
    return Slice(
        file=file,
        columns=header.columns,
        first=first,
        last=last,
        rows_in=last - first + errors.get(str(file.path), 0),
        time_zone=header.time_zone,
    )


def _refuse_broken(session: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]) -> None:
    """Some mistakes are of the file, not of one line: wrong bytes, a quote that never ends."""
    found = session.execute(
        "select file_path, error_type, line, error_message from raw_errors"
        " where error_type in ('INVALID ENCODING', 'LINE SIZE OVER MAXIMUM')"
        " or (error_message like '%unterminated quote%' and contains(rtrim(csv_line), chr(10)))"
        " order by line limit 1"
    ).fetchall()
    for name, kind, line, message in found:
        if kind == "INVALID ENCODING":
            raise RefusedFileError(
                first_wrong_byte(next(file.path for file in files if str(file.path) == name))
                or f"line {line} is not UTF-8"
            )
        if kind == "UNQUOTED VALUE":
            raise RefusedFileError(f"a quote that opens on line {line} is never closed")
        raise RefusedFileError(f"line {line}: {message}")


def _read_blanks(
    session: duckdb.DuckDBPyConnection, header: Header, files: Sequence[LandedFile]
) -> Batch:
    """Any run of blanks parts two values; a line with more or fewer of them is malformed."""
    count = len(header.columns)
    values = ", ".join(f"v[{i + 1}] as c{i}" for i in range(count))
    name = ", filename" if len(files) > 1 else ""
    session.execute("drop table if exists raw_csv")
    session.execute("drop table if exists raw_errors")
    session.execute(
        f"create temp table raw_csv as select {values}, case when len(v) <> {count} then line end"
        f" as bad{name} from (select line, string_split_regex(trim(line), '\\s+') as v{name}"
        f" from {lines_of(files, skip=header.lines)} where trim(line) <> '')"
    )
    places = spans(session, "raw_csv", files)
    return BlanksBatch(
        table="raw_csv",
        slices=tuple(slice_of(file, header, places, {}) for file in files),
        columns=header.columns,
    )
