"""A copy of the warehouse in which models are computed again from rows made by hand.

The SQL is what the night compiled, so a golden value goes through the models themselves. The
copy must bear the warehouse's own name: compiled SQL names the file it was built in.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from orchestration.settings import Settings


@contextmanager
def copied_warehouse(company: Settings, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of the published warehouse, below a folder, open for writing."""
    file = folder / company.published_warehouse.name
    shutil.copy(company.published_warehouse, file)
    with duckdb.connect(str(file)) as connection:
        yield connection


def give(connection: duckdb.DuckDBPyConnection, relation: str, query: str) -> None:
    """Let a relation of the warehouse hold the rows of a query, and null in other columns."""
    connection.execute(f"create temp table given as from {relation} where false")
    connection.execute(f"insert into given by name {query}")
    (kind,) = connection.execute(
        "select table_type from information_schema.tables"
        " where table_schema || '.' || table_name = ? and table_catalog = current_database()",
        [relation],
    ).fetchall()[0]
    if kind == "VIEW":
        connection.execute(f"drop view {relation}; create table {relation} as from given")
    else:
        connection.execute(f"delete from {relation}; insert into {relation} by name from given")
    connection.execute("drop table given")


def compute(connection: duckdb.DuckDBPyConnection, company: Settings, *models: str) -> None:
    """Compute models again, in this order, by what the night compiled."""
    for model in models:
        (path,) = (company.target / "compiled").rglob(f"models/**/{model}.sql")
        layer = path.parts[path.parts.index("models") + 1]
        give(connection, f"{layer}.{model}", path.read_text(encoding="utf-8"))
