"""Rules for the CRM's orders that no contract can state.

A wrong currency code turns every amount into another one without breaking a type or a range. A CRM
of one currency tells none, and switches none.
"""

from datetime import date
from pathlib import Path

from quality.contract import TableContract
from quality.rules import Rule, braced
from quality.sql import literal

# A customer may move to another currency; half of a night's customers do not (D153).
SWITCHED_TOLERATED = 0.5
ENOUGH_CUSTOMERS = 3


def currency_rules(table: TableContract, *, lake: Path, as_of: date) -> tuple[Rule, ...]:
    """The rule of Salesforce orders; none for any other table."""
    if table.path != "salesforce/orders":
        return ()
    files = braced(literal(str(lake / table.source / table.name / "*" / "*.parquet")))
    return (
        Rule(
            name="currencies_kept",
            expected=f"at least {1 - SWITCHED_TOLERATED:.0%} of the customers who order again to"
            " order in a currency they used before",
            offenders=f"""
                with past as (
                    select AccountId, list(distinct CurrencyIsoCode) as currencies
                    from read_parquet({files}, hive_partitioning = true, union_by_name = true)
                    where _loaded_on < date '{as_of}' and CurrencyIsoCode is not null
                    group by AccountId
                ), again as (
                    select
                        batch.AccountId, min(batch.CurrencyIsoCode) as currency,
                        bool_or(list_contains(past.currencies, batch.CurrencyIsoCode)) as is_kept
                    from {{batch}} as batch inner join past on past.AccountId = batch.AccountId
                    where batch.CurrencyIsoCode is not null group by batch.AccountId
                )
                select currency || ': ' || AccountId as example from again
                where not is_kept and (
                    select
                        count(*) >= {ENOUGH_CUSTOMERS}
                        and avg((not is_kept)::int) > {SWITCHED_TOLERATED}
                    from again
                )
            """,
        ),
    )
