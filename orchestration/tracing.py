"""How a number of a contact, answer, customer month or journey came about, from file to mart.

Lookups only, read-only, over the published warehouse and the lake: what was sent, what happened,
who was found behind it, what was measured and which columns follow. Printing is not here. No
section shows a name, an address or what somebody wrote.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.trace_kinds import Kind, Question
from orchestration.trace_sections import KINDS, LAKE_ROWS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class TraceError(Exception):
    """Nothing can be traced under that id; says what can."""


@dataclass(frozen=True)
class Section:
    """One step of the way: a title, and rows under named columns."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True)
class Trace:
    """All steps of one thing, in the order of the flow."""

    kind: str
    id: str
    sections: tuple[Section, ...]


def trace(connection: "DuckDBPyConnection", lake: Path, identifier: str) -> Trace:
    """Follow one id from the source rows to the mart's columns.

    Args:
        connection: The published warehouse, read-only.
        lake: The lake's folder.
        identifier: Key of a contact, an answer, a customer month, a customer's month end or a
            journey.

    Raises:
        TraceError: No mart knows the id; shows how ids of each kind look.
    """
    tables = _tables(connection)
    for kind in KINDS:
        if kind.mart in tables and _is_known(connection, kind, identifier):
            parts = _sections(connection, kind, identifier, tables)
            sent = _source_rows(connection, lake, kind, identifier)
            return Trace(kind.name, identifier, (*sent, *parts))
    raise TraceError(_unknown(connection, identifier, tables))


def _tables(connection: "DuckDBPyConnection") -> set[str]:
    rows = connection.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    return {name for (name,) in rows}


def _is_known(connection: "DuckDBPyConnection", kind: Kind, identifier: str) -> bool:
    found = connection.execute(
        f"select count(*) from {kind.mart} where {kind.key} = ?", [identifier]
    ).fetchone()
    return bool(found and found[0])


def _sections(
    connection: "DuckDBPyConnection", kind: Kind, identifier: str, tables: set[str]
) -> Iterator[Section]:
    for question in kind.questions:
        if tables.issuperset(question.reads):
            yield _answer(connection, question, {"id": identifier})


def _answer(
    connection: "DuckDBPyConnection", question: Question, parameters: Mapping[str, object]
) -> Section:
    cursor = connection.execute(question.sql, dict(parameters))
    columns = tuple(column[0] for column in cursor.description or ())
    rows = tuple(cursor.fetchall())
    if question.is_tall and rows:
        columns, rows = ("column", "value"), tuple(zip(columns, rows[0], strict=True))
    return Section(question.title, columns, rows)


def _source_rows(
    connection: "DuckDBPyConnection", lake: Path, kind: Kind, identifier: str
) -> list[Section]:
    """Which rows of which landed files it was made of, every version of them."""
    wanted = connection.execute(kind.source_keys, {"id": identifier}).fetchall()
    rows: list[tuple[object, ...]] = []
    for source, key in wanted:
        for table, column in LAKE_ROWS.get((kind.name, source), LAKE_ROWS[kind.name, "mapped"]):
            folder = lake / table
            if any(folder.glob("*/*.parquet")):
                files = str(folder / "*" / "*.parquet")
                rows += connection.execute(
                    f"select ?, _file, _row, _loaded_on from read_parquet(?, union_by_name = true,"
                    f' hive_partitioning = true) where "{column}" = ? order by 4, 2, 3',
                    [table, files, key],
                ).fetchall()
    return [Section("Source rows", ("lake table", "file", "row", "loaded on"), tuple(rows))]


def _unknown(connection: "DuckDBPyConnection", identifier: str, tables: set[str]) -> str:
    examples = []
    for kind in KINDS:
        if kind.mart in tables:
            one = connection.execute(f"select min({kind.key}) from {kind.mart}").fetchone()
            if one and one[0]:
                examples.append(f"{kind.name}: {one[0]}")
    return f"nothing is known under '{identifier}'; ids look like {'; '.join(examples)}"
