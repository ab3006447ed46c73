"""Contacts answered before they began are told; a night stops only where nothing else is left."""

import duckdb
import pytest

from quality.suites.marts import Mart, mart_rules


def desk(*, possible: int, impossible: int) -> str:
    return (
        "create schema marts; create table marts.fct_contacts as"
        f" select 'desk' as source_name, i >= {possible} as has_impossible_times"
        f" from range({possible + impossible}) as t(i)"
    )


@pytest.mark.parametrize(
    ("possible", "impossible", "told"),
    [
        (99, 1, {}),
        (98, 2, {"times_possible": False}),
        (10, 90, {"times_possible": False}),
        (9, 91, {"times_possible": False, "times_trusted": True}),
        (0, 19, {}),
    ],
)
def test_only_a_desk_without_possible_times_stops_the_night(
    possible: int, impossible: int, told: dict[str, bool]
) -> None:
    mart = Mart("fct_contacts", "contact_id", frozenset({"contact_id"}))
    rules = [rule for rule in mart_rules(mart) if rule.name.startswith("times_")]
    with duckdb.connect() as connection:
        connection.execute(desk(possible=possible, impossible=impossible))

        broken = {
            rule.name: rule.is_blocking
            for rule in rules
            if connection.execute(rule.offenders.format(batch="marts.fct_contacts")).fetchall()
        }

    assert broken == told
