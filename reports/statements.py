"""What a page's statement may read and call, found in DuckDB's own parse of it.

Published schemas and nothing beside them; no clock and no chance, by which the same night would
give other bytes (DECISIONS D77).
"""

import atexit
import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from reports.errors import PageError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PUBLISHED = ("marts", "seeds", "ops")
Node = Mapping[str, Any]

# Tables made of their arguments; every other table function reads a file, a catalogue or a table.
_TABLES_OF_VALUES = frozenset(
    ("unnest", "range", "generate_series", "repeat", "json_each", "json_tree")
)
# Read as columns, these are functions of the clock.
_CLOCKS = frozenset(
    ("current_date", "current_time", "current_timestamp", "localtime", "localtimestamp")
)
# Beside those that DuckDB calls volatile: these read the clock and do not say so.
_UNTOLD = {"age": 1, "current_localtime": 0, "current_localtimestamp": 0}
# It stops the statement, which is what it was called for.
_HARMLESS = frozenset(("error",))


def check_statement(sql: str) -> None:
    """Read a SELECT before it is run.

    Raises:
        PageError: It reads what is not published, or gives another answer every time.
    """
    tree = parsed(sql)
    if tree["error"]:
        raise PageError(f"DuckDB: {tree['error_message']}", _line(sql, tree.get("position")))
    for node in _nodes(tree["statements"]):
        if problem := _unpublished(node) or _changing(node):
            raise PageError(problem, _line(sql, node.get("query_location")))


def parsed(sql: str) -> Any:
    """DuckDB's own parse of a SELECT: `error`, then `statements` or `error_message`."""
    found = _engine().cursor().execute("select json_serialize_sql($1)", [sql]).fetchall()
    return json.loads(found[0][0])


@lru_cache(maxsize=1)
def _engine() -> "DuckDBPyConnection":
    import duckdb

    # The module that knows the engine is gone before what it made: one to forget, in time.
    atexit.register(_engine.cache_clear)
    return duckdb.connect()


@lru_cache(maxsize=1)
def _system_views() -> frozenset[str]:
    """Views of the catalogue that need no schema before their name."""
    found = _engine().execute(
        "select view_name from duckdb_views()"
        " where internal and schema_name in ('main', 'pg_catalog')"
    )
    return frozenset(name for (name,) in found.fetchall())


@lru_cache(maxsize=1)
def _volatile() -> frozenset[str]:
    """Functions that DuckDB itself calls other than consistent, and macros made of them."""
    functions = _engine().execute(
        "select lower(function_name), stability, macro_definition from duckdb_functions()"
    )
    rows = functions.fetchall()
    found = {name for name, stability, _ in rows if stability not in (None, "CONSISTENT")}
    for name, _, definition in rows:
        tree = parsed(f"select {definition}") if definition else {"error": True}
        if not tree["error"] and any(
            _called(node) in found | _CLOCKS for node in _nodes(tree["statements"])
        ):
            found.add(name)
    return frozenset(found) - _HARMLESS


def _line(sql: str, place: object) -> int:
    """The line of a place, which is told in bytes; 0 for none."""
    text = sql.encode()
    if not str(place).isdecimal() or int(str(place)) > len(text):
        return 0
    return text.count(b"\n", 0, int(str(place))) + 1


def _nodes(tree: object) -> Iterator[Node]:
    if isinstance(tree, list):
        for one in tree:
            yield from _nodes(one)
    elif isinstance(tree, dict):
        yield tree
        for one in tree.values():
            yield from _nodes(one)


def _unpublished(node: Node) -> str | None:
    """What a node reads that is no published table."""
    kind, name = node.get("type"), ""
    if kind == "BASE_TABLE":
        schema, table = node["schema_name"].lower(), node["table_name"]
        # DuckDB looks for a name without a schema among what is published and in its catalogue.
        if schema not in PUBLISHED if schema else table.lower() in _system_views():
            name = ".".join(part for part in (node["catalog_name"], schema, table) if part)
    elif kind == "TABLE_FUNCTION":
        called = node["function"]["function_name"]
        name = "" if called.lower() in _TABLES_OF_VALUES else f"{called}()"
    elif kind == "SHOW_REF":
        name = "what describe and show tell"
    return f"{name} is not published; pages read marts, seeds and ops" if name else None


def _changing(node: Node) -> str | None:
    """What in a node gives another answer every time."""
    if node.get("sample"):
        return "a sample makes every run different; leave it out"
    called = _called(node)
    is_clock = node.get("class") == "COLUMN_REF" and called in _CLOCKS
    if is_clock or (node.get("class") == "FUNCTION" and _is_volatile(called, node)):
        return f"'{called}' makes every run different; use $as_of"
    return None


def _is_volatile(called: str, node: Node) -> bool:
    return called in _volatile() or _UNTOLD.get(called) == len(node["arguments"])


def _called(node: Node) -> str:
    """What a node may call: a function, or a name alone."""
    if node.get("class") == "FUNCTION":
        return str(node["function_name"]).lower()
    names: list[str] = node.get("column_names") or []
    return names[0].lower() if len(names) == 1 else ""
