"""What a customer is known by, asked of the demo warehouse."""

from pathlib import Path

import duckdb

from orchestration.forgetting.identifiers import TABLES, read_identifiers
from reports.warehouse import open_warehouse

MOST_NAMED = """
select customer_id from intermediate.int_customer_links
where customer_id like 'salesforce:%' group by customer_id order by count(*) desc, 1 limit 1
"""


def customer(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute(MOST_NAMED).fetchone()
    assert found is not None
    return str(found[0])


def test_every_name_and_address_of_a_customer_is_known(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        found = read_identifiers(connection, [customer(connection)])

    assert {source for source, *_ in found.links} >= {"salesforce", "zendesk", "qualtrics"}
    assert any("@" in key for key in found.keys)
    assert not found.keys & found.shared


def test_nobody_is_known_by_nothing(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        found = read_identifiers(connection, ["salesforce:nobody"])

    assert (found.links, found.keys) == ([], set())


def test_every_kind_of_identity_has_its_table_or_a_column(warehouse: Path) -> None:
    with open_warehouse(warehouse) as connection:
        kinds = connection.execute(
            "select distinct source_name, identity_type from intermediate.int_customer_links"
        ).fetchall()

    # Respondents and app users are told by addresses and by their own ids.
    assert set(kinds) - set(TABLES) <= {("qualtrics", "person"), ("segment", "person")}
