"""The macro that unites the sources of an entity: by name, and only those the company has."""

from pathlib import Path

import duckdb
import pytest
from jinja2 import Environment

MACROS = Path(__file__).parents[2] / "dbt_project" / "macros"
UNION = """{{ union_of_sources(
    [('contact_id', 'varchar'), ('topic_name', 'varchar')],
    {'desk': ['desk_contacts'], 'shop': ['shop_contacts']}
) }}"""


def united(*sources: str) -> str:
    text = "".join(
        (MACROS / name).read_text(encoding="utf-8")
        for name in ("no_rows.sql", "union_of_sources.sql")
    )
    dbt = {"type_string": lambda: "varchar"}
    template = Environment().from_string(
        text + UNION,
        {
            "dbt": dbt,
            "type_double": lambda: "double",
            "var": lambda _: sources,
            "ref": lambda name: name,
        },
    )
    return template.render()


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create table desk_contacts as select 'mail' as topic_name, '1' contact_id")
    connection.execute("create table shop_contacts as select '2' as contact_id")
    return connection


def test_columns_are_taken_by_their_name(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute(united("desk")).fetchall() == [("1", "mail")]


def test_a_model_that_lacks_a_column_is_an_error(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(duckdb.BinderException, match="topic_name"):
        connection.execute(united("desk", "shop"))


def test_a_company_without_the_sources_has_an_empty_table(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = connection.execute(united("survey"))

    assert [name for name, *_ in found.description] == ["contact_id", "topic_name"]
    assert found.fetchall() == []
