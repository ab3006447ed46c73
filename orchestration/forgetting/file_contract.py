"""The columns of a table by the names that its files give them.

A map may read several fields from one column, and one field from several; the column is then
what the most private of them is.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb

from orchestration.company import FieldMap, MappedFeed
from orchestration.connectors.mapped import VERSION
from orchestration.forgetting.records import spaces_of
from quality.contract import ColumnContract, TableContract


def columns_in_files(table: TableContract, feed: MappedFeed | None) -> dict[str, ColumnContract]:
    """The columns of a vendor's file, or of a feed's by its map."""
    if feed is None:
        return {column.header: column for column in table.columns}
    read: dict[str, ColumnContract] = {}
    for column, told in _fields(table, feed):
        for name in columns_of(told):
            before = read.get(name)
            if before is None or _privacy(table, before) < _privacy(table, column):
                read[name] = column
    return read


@dataclass(frozen=True)
class Expression:
    """How a feed makes an identifier: of which columns, and of what it is one."""

    sql: str
    columns: tuple[str, ...]
    spaces: tuple[str, ...]


def expressions_in(table: TableContract, feed: MappedFeed | None) -> tuple[Expression, ...]:
    """The identifiers that are no column of a feed's files, but are made of some."""
    made = ((column, told) for column, told in _fields(table, feed)) if feed else ()
    return tuple(
        Expression(told.sql, columns_of(told), spaces)
        for column, told in made
        if told.sql is not None and (spaces := spaces_of(table, column))
    )


def columns_of(told: FieldMap) -> tuple[str, ...]:
    """The columns of a file that a field is made of."""
    if told.sql is None:
        return () if told.column is None else (told.column,)
    query = f"select ({told.sql}\n)"
    with duckdb.connect() as connection:
        tree = connection.execute("select json_serialize_sql($1)", [query]).fetchall()[0][0]
    return tuple(dict.fromkeys(_named(json.loads(tree))))


def _fields(table: TableContract, feed: MappedFeed) -> Iterator[tuple[ColumnContract, FieldMap]]:
    for name, told in feed.fields.items():
        yield table.by_name[name], told
    if feed.latest_by and VERSION in table.by_name:
        yield table.by_name[VERSION], feed.latest_by


def _privacy(table: TableContract, column: ColumnContract) -> tuple[bool, bool]:
    """What is personal goes before what identifies, and that before what is only counted."""
    return column.personal, bool(spaces_of(table, column))


def _named(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if node.get("class") == "COLUMN_REF":
            yield from node["column_names"]
        for part in node.values():
            yield from _named(part)
    elif isinstance(node, list):
        for part in node:
            yield from _named(part)
