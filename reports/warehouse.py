"""The published warehouse as pages see it: read-only, locked, and only what is published."""

import math
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports.errors import PageError, RowsError
from reports.sql import literal, quoted
from reports.statements import PUBLISHED, check_statement
from reports.titles import stands_out_macro, value_name_macro

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = date | str | int | float | None
"""What SQL may use as `$name`."""
FLOATS = ("DOUBLE", "FLOAT")
# From here on ten digits end before the point.
_LONG = 1e10


@contextmanager
def open_warehouse(
    file: Path,
    *,
    folder: Path | None = None,
    threads: int | None = None,
    joins_as_written: bool = False,
) -> Iterator["DuckDBPyConnection"]:
    """A connection that can read the published schemas and change nothing, itself included.

    Its SQL knows `value_name()`, what readers call a value, and `stands_out()`, whether one of
    several intervals lies above all others.

    Args:
        file: The published file.
        folder: The one folder outside it whose files may be opened too (DECISIONS D190).
        threads: How many work on a question; all cores by default. One adds up in one order, so
            that the same file gives the same last digit (DECISIONS D188).
        joins_as_written: For MetricFlow's statements: they join totals of one row each, whose best
            order takes longer to find than all the rest of the question (DECISIONS D218).
    """
    import duckdb

    if not file.is_file():
        raise FileNotFoundError(f"there is no warehouse at {file}; publish one with `cx nightly`")
    # Attached, not connected to: connections of one process to one file share a configuration.
    connection = duckdb.connect(config={"temp_directory": f"{file}.tmp"})
    try:
        connection.execute(f"attach {literal(str(file))} as warehouse (read_only)")
        connection.execute("use warehouse")
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(value_name_macro())
        connection.execute(stands_out_macro())
        present = [f"warehouse.{name}" for name in PUBLISHED if _exists(connection, name)]
        if present:
            connection.execute(f"set search_path = '{','.join(present)}'")
        if threads is not None:
            connection.execute("set threads = $1", [threads])
        if joins_as_written:
            connection.execute("set disabled_optimizers = 'join_order'")
        if folder is not None:
            connection.execute("set allowed_directories = $1", [[str(folder)]])
        connection.execute("set enable_external_access = false")
        connection.execute("set lock_configuration = true")
        yield connection
    finally:
        connection.close()


def _exists(connection: "DuckDBPyConnection", schema: str) -> bool:
    found = connection.execute(
        "select count(*) from information_schema.schemata where schema_name = ?", [schema]
    ).fetchone()
    return bool(found and found[0])


def has_rows(connection: "DuckDBPyConnection", table: str) -> bool | None:
    """Whether a mart has rows; None if there is no such table."""
    known = connection.execute(
        "select count(*) from information_schema.tables "
        "where table_schema in ('marts', 'seeds', 'ops') and table_name = ?",
        [table],
    ).fetchone()
    if not known or not known[0]:
        return None
    return connection.execute(f"select 1 from {quoted(table)} limit 1").fetchone() is not None


Answer = tuple[list[str], list[str], list[tuple[object, ...]]]


class RowsStoppedError(RowsError):
    """A statement that is right, and that the rows it met stopped; carries what it would give."""

    def __init__(self, message: str, line: int, names: list[str], types: list[str]) -> None:
        super().__init__(message)
        self.line = line
        self.names = names
        self.types = types


def run_sql(connection: "DuckDBPyConnection", sql: str, parameters: Mapping[str, Value]) -> Answer:
    """Names, types and rows of one SELECT; `$as_of` and the like are bound, never spliced.

    Raises:
        PageError: It is not one SELECT over published schemas, or DuckDB refuses it.
        RowsStoppedError: A value that it meets cannot be what the statement takes it for.
    """
    import duckdb

    bound: dict[str, Value] = {}
    try:
        statements = connection.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise PageError("a query is exactly one SELECT")
        check_statement(sql)
        wanted = statements[0].named_parameters
        if unknown := sorted(wanted - set(parameters)):
            known = ", ".join(f"${name}" for name in parameters)
            raise PageError(f"there is no parameter ${unknown[0]}; there are {known}")
        bound = {name: parameters[name] for name in wanted}
        cursor = connection.execute(sql, bound or None)
        description = cursor.description or []
        return [c[0] for c in description], [str(c[1]) for c in description], settled_rows(cursor)
    except duckdb.Error as error:
        message, line = f"DuckDB: {_short(str(error))}", _line_of(str(error))
        if isinstance(error, duckdb.DataError | duckdb.InvalidInputException):
            with suppress(duckdb.Error):
                # Words that are wrong stop the description already, whatever the rows.
                described = connection.execute(f"describe {sql}", bound or None).fetchall()
                names, types = ([str(row[place]) for row in described] for place in (0, 1))
                raise RowsStoppedError(message, line, names, types) from None
        raise PageError(message, line) from None


def settled_rows(cursor: "DuckDBPyConnection") -> list[tuple[Any, ...]]:
    """The rows of an answer, floating numbers to ten significant digits, none that is no number.

    Digits before the point are never among those left out.

    Further digits depend on the order in which rows are added up, and an increment appends to what
    older nights left where a build anew writes all in order (DECISIONS D188).
    """
    rows = cursor.fetchall()
    floats = {place for place, c in enumerate(cursor.description or ()) if str(c[1]) in FLOATS}
    if not floats:
        return rows
    return [
        tuple(_settled(value) if place in floats else value for place, value in enumerate(row))
        for row in rows
    ]


def _settled(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    return float(f"{value:.10g}") if abs(value) < _LONG else float(round(value))


def keep(connection: "DuckDBPyConnection", name: str, answer: Answer) -> None:
    """Keep an answer of `run_sql` as a table, for this connection alone."""
    names, types, rows = answer
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    selected = ", ".join(
        f"cast(unnest(${place}) as {kind}) as {quoted(column)}"
        for place, (column, kind) in enumerate(zip(names, types, strict=True), start=1)
    )
    connection.execute(
        f"create temp table {name} as select {selected}", [list(column) for column in columns]
    )


def _short(message: str) -> str:
    kept = [line.strip() for line in message.split("\n\nLINE ")[0].splitlines() if line.strip()]
    return " ".join(kept)


def _line_of(message: str) -> int:
    match = re.search(r"^LINE (\d+):", message, re.MULTILINE)
    return int(match[1]) if match else 0
