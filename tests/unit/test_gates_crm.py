"""Tests of the rule about the CRM's currencies, and of a CRM that has only one."""

from pathlib import Path

import duckdb
import pytest

from quality.contract import ColumnContract, TableContract
from quality.suites.salesforce import currency_rules
from tests.unit.gates import NIGHT, write

ORDERS = TableContract(
    source="salesforce",
    name="orders",
    description="Orders.",
    format="csv",
    key=("Id",),
    columns=tuple(ColumnContract(name, "", "varchar") for name in ("AccountId", "CurrencyIsoCode")),
)


def switched(lake: Path, before: str | None, tonight: str | None) -> list[str]:
    """The customers whom the rule names when three order again."""
    past = [{"AccountId": f"{n}", "CurrencyIsoCode": before} for n in range(3)]
    write(lake, ORDERS, past, night=NIGHT.replace(day=1))
    (rule,) = currency_rules(ORDERS, lake=lake, as_of=NIGHT)
    with duckdb.connect() as connection:
        connection.execute("create table batch (AccountId varchar, CurrencyIsoCode varchar)")
        connection.executemany(
            "insert into batch values (?, ?)", [(f"{n}", tonight) for n in range(3)]
        )
        found = connection.execute(rule.offenders.format(batch="batch")).fetchall()
    return sorted(example for (example,) in found)


def test_customers_who_all_order_in_another_currency_are_named(tmp_path: Path) -> None:
    assert switched(tmp_path, "EUR", "USD") == ["USD: 0", "USD: 1", "USD: 2"]


@pytest.mark.parametrize(("before", "tonight"), [(None, None), (None, "EUR"), ("EUR", None)])
def test_a_crm_of_one_currency_switches_none(
    tmp_path: Path, before: str | None, tonight: str | None
) -> None:
    assert switched(tmp_path, before, tonight) == []
