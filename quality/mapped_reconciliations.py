"""From the staging of a company's own files to the marts: contacts, answers, orders, queues.

Marts name the feed as their source, so each balance is over all feeds of an entity.
"""

from collections.abc import Collection, Iterator
from datetime import datetime

from quality.balances import CENT, Reconciliation
from quality.sql import literal

# Staging model, mart, unit and the moment after which a row is not of the night.
_COUNTED = (
    ("contacts", "fct_contacts", "contacts", "created_at"),
    ("orders", "fct_orders", "orders", "ordered_at"),
    ("queue_contacts", "fct_queue_contacts", "queue contacts", "offered_at"),
)


def mapped_to_marts(
    relations: Collection[str], *, as_of_end: datetime, currency: str
) -> Iterator[Reconciliation]:
    """The balances of the entities that the company's files fill."""
    for entity, mart, unit, moment in _COUNTED:
        if {f"staging.stg_mapped__{entity}", f"marts.{mart}"} <= set(relations):
            yield _counted(entity, mart, unit, moment, as_of_end)
    if {"staging.stg_mapped__orders", "marts.fct_orders"} <= set(relations):
        yield _money(as_of_end, currency)
    if {"staging.stg_mapped__survey_responses", "marts.fct_survey_responses"} <= set(relations):
        yield _answers(as_of_end)


def _of_feeds(entity: str) -> str:
    return f"source_name in (select source_name from staging.stg_mapped__{entity})"


def _counted(entity: str, mart: str, unit: str, moment: str, as_of_end: datetime) -> Reconciliation:
    """Every row is a row of the mart, but for what comes after the night."""
    staged = f"staging.stg_mapped__{entity}"
    return Reconciliation(
        table=f"marts.{mart}",
        rule=f"every_mapped_{entity.removesuffix('s')}_kept",
        unit=f"{unit} of the company's files",
        upstream=f"select count(*) from {staged}",
        kept=f"select count(*) from marts.{mart} where {_of_feeds(entity)}",
        excluded=f"select 'after the night', count(*) from {staged}"
        f" where {moment} >= timestamp '{as_of_end}'",
    )


def _money(as_of_end: datetime, currency: str) -> Reconciliation:
    """What orders in the company's currency amount to is what they amounted to."""
    ours = f"coalesce(currency_code, {literal(currency)}) = {literal(currency)}"
    staged = f"from staging.stg_mapped__orders where {ours}"
    return Reconciliation(
        table="marts.fct_orders",
        rule="mapped_order_money_kept",
        unit="money of orders of the company's files",
        upstream=f"select sum(amount) {staged}",
        kept=f"select sum(amount) from marts.fct_orders where {ours} and {_of_feeds('orders')}",
        excluded="select 'after the night', sum(amount)"
        f" {staged} and ordered_at >= timestamp '{as_of_end}'",
        tolerance=CENT,
    )


def _answers(as_of_end: datetime) -> Reconciliation:
    """Every answer is kept, unless nobody answered or it belongs to a later night."""
    staged = "from staging.stg_mapped__survey_responses"
    return Reconciliation(
        table="marts.fct_survey_responses",
        rule="every_mapped_answer_kept",
        unit="answers of the company's files",
        upstream=f"select count(*) {staged}",
        kept="select count(*) from marts.fct_survey_responses"
        f" where {_of_feeds('survey_responses')}",
        excluded=f"""
            select
                case
                    when answered_at >= timestamp '{as_of_end}' then 'after the night'
                    when score_raw is null then 'not answered'
                    when metric_name = 'resolution' then 'words on the resolution of a contact'
                end as reason,
                count(*)
            {staged} group by reason having reason is not null order by reason
        """,
    )
