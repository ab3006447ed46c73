"""Pairs of names that people declared, and the names there are."""

import duckdb
import pytest

from quality.declared import pairs_name_somebody


@pytest.mark.parametrize(
    ("named", "unknown"),
    [("A1", ()), ("A1 ", ("line 2: the crm/account",)), ("a1", ("line 2: the crm/account",))],
)
def test_a_pair_that_names_nobody_is_told(named: str, unknown: tuple[str, ...]) -> None:
    with duckdb.connect() as connection:
        connection.execute("create schema seeds; create schema intermediate")
        connection.execute(
            "create table seeds.identity_exceptions as select 'never' as exception_type,"
            " 'desk' as source_name, 'person' as identity_type, '1' as identity_id,"
            " 'crm' as other_source_name, 'account' as other_identity_type,"
            " ? as other_identity_id",
            [named],
        )
        connection.execute(
            "create table intermediate.int_customer_links as from (values"
            " ('desk', 'person', '1'), ('crm', 'account', 'A1'))"
            " as links(source_name, identity_type, identity_id)"
        )

        (found,) = pairs_name_somebody(lambda sql: connection.execute(sql).fetchall())

    assert (found.passed, found.is_blocking, found.examples) == (not unknown, False, unknown)
