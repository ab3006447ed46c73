"""Reads CSV files into raw records, behind the header lines that `csv_header.py` reads: in DuckDB.

Knows byte-order marks, declared encodings and delimiters, blanks as delimiter, and files that mix
line ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.loading.batch import Batch, Slice, spans, texts
from orchestration.loading.csv_header import Dialect, Header, read_header
from orchestration.loading.csv_rows import number_rows
from orchestration.loading.decoding import first_wrong_byte, readable
from orchestration.loading.files import LandedFile
from orchestration.loading.line_ends import any_lines, csv_lines, with_one_end
from orchestration.loading.lines import MAX_LINE, lines_of
from orchestration.loading.outcome import RefusedFileError
from quality.sql import literal, quoted

_INVALID_STATE = "reached an invalid state"
_NO_LINES = (
    "its lines cannot be told apart: somewhere a quote or a line end stands where none can be; have"
    " it exported again, with quotes around text that holds either"
)
NO_ROWS = (
    "select null::bigint as _row, null::varchar as column_name, null::varchar as value,"
    " null::varchar as reason where false"
)


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
        selected = [f"{position.get(name, 'null::varchar')} as {quoted(name)}" for name in wanted]
        pairs = ", ".join(f"{literal(name)}, {position[name]}" for name in others)
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
            f" from {self.errors} where file_path = {literal(str(part.file.path))}"
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
            members = with_one_end(members, scratch, any_lines)
            yield _read_blanks(session, header, members)
        else:
            yield from _read_however(session, header, members, dialect, scratch)


def _read_however(
    session: duckdb.DuckDBPyConnection,
    header: Header,
    files: Sequence[LandedFile],
    dialect: Dialect,
    scratch: Path,
) -> Iterator[Batch]:
    """A group of files; if DuckDB cannot tell their lines apart, by copies with one line end."""
    try:
        batch = _read_group(session, header, files, dialect.delimiter)
    except duckdb.InvalidInputException as error:
        if _INVALID_STATE not in str(error):
            raise
        copies = with_one_end(files, scratch, csv_lines)
        if copies == files:
            raise RefusedFileError(_NO_LINES) from error
        told = replace(dialect, encoding="utf-8")
        yield from read_csv(session, copies, told, scratch)
        return
    yield batch


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
        f" delim = {literal(delimiter)}, quote = '\"', escape = '\"', header = false,"
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
