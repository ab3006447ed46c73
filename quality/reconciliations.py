"""Nothing is lost between layers: what went in equals what came out plus what was left out by name.

Each reconciliation is one query whose parts must add up; the verdict shows all of them, so that
a reader sees where rows went. Rules within one table are in `suites/marts.py`.
"""

from collections.abc import Collection, Iterator
from datetime import date, datetime
from pathlib import Path

from quality.balances import CENT, Reconciliation
from quality.contract import TableContract
from quality.mapped_reconciliations import mapped_to_marts
from quality.sql import literal
from quality.staging_reconciliations import lake_to_staging


def reconciliations(
    tables: Collection[TableContract],
    relations: Collection[str],
    *,
    lake: Path,
    as_of: date,
    as_of_end: datetime,
    currency: str,
) -> Iterator[Reconciliation]:
    """All reconciliations that the relations of a warehouse allow.

    Args:
        tables: Contracts of the enabled sources.
        relations: `schema.table` of all that the warehouse holds.
        lake: The lake's folder.
        as_of: The night.
        as_of_end: The instant at which its day ends, in UTC.
        currency: The company's currency; other amounts are counted but not summed.
    """
    yield from lake_to_staging(tables, relations, lake=lake, as_of=as_of)
    yield from mapped_to_marts(relations, as_of_end=as_of_end, currency=currency)
    if "staging.stg_zendesk__tickets" in relations:
        yield tickets_to_contacts(as_of_end)
    if "marts.fct_backlog_days" in relations:
        yield contacts_to_backlog()
    if "staging.stg_salesforce__orders" in relations:
        yield from orders_to_orders(as_of, as_of_end, currency)
    if "intermediate.int_qualtrics_answers_unpivoted" in relations:
        yield answers_to_responses(as_of_end)
    if {"marts.fct_orders", "marts.fct_revenue"} <= set(relations):
        yield orders_to_revenue()
    if "intermediate.int_subscription_terms_renewed" in relations:
        yield terms_to_recurring_revenue()
    if "staging.stg_forecasts__customer_lifetime_values" in relations:
        yield valuations_to_lifetime_values()


def tickets_to_contacts(as_of_end: datetime) -> Reconciliation:
    """Every ticket is a contact; merged, spam and outbound ones are flagged, not dropped."""
    return Reconciliation(
        table="marts.fct_contacts",
        rule="every_ticket_kept",
        unit="tickets",
        upstream="select count(*) from staging.stg_zendesk__tickets",
        kept="select count(*) from marts.fct_contacts where source_name = 'zendesk'",
        excluded="select 'created after the night', count(*) from staging.stg_zendesk__tickets"
        f" where created_at >= timestamp '{as_of_end}'",
    )


def contacts_to_backlog() -> Reconciliation:
    """What came into the backlog and never left it is what is open."""
    return Reconciliation(
        table="marts.fct_backlog_days",
        rule="backlog_is_what_is_open",
        unit="open contacts",
        upstream="select count(*) from marts.fct_contacts where is_counted and not is_resolved",
        kept="select coalesce(sum(open_count), 0) from marts.fct_backlog_days"
        " where backlog_date = (select max(backlog_date) from marts.fct_backlog_days)",
    )


def answers_to_responses(as_of_end: datetime) -> Reconciliation:
    """Every declared question of every response has an answer, or a named reason for none."""
    answers = """
        from staging.stg_qualtrics__responses as responses
        inner join seeds.survey_questions as questions
            on questions.source_name = 'qualtrics'
            and responses.survey_id = questions.survey_id
            and questions.metric_name in ('nps', 'csat', 'ces')
    """
    return Reconciliation(
        table="marts.fct_survey_responses",
        rule="every_answer_kept",
        unit="declared questions of responses",
        upstream=f"select count(*) {answers}",
        kept="select count(*) from marts.fct_survey_responses where source_name = 'qualtrics'",
        excluded=f"""
            select exclusion_reason, count(*)
            from intermediate.int_qualtrics_answers_unpivoted
            where exclusion_reason is not null and metric_name in ('nps', 'csat', 'ces')
            group by exclusion_reason
            union all
            select 'after the night', count(*) {answers}
            where responses.recorded_at >= timestamp '{as_of_end}'
            order by 1
        """,
    )


def orders_to_orders(as_of: date, as_of_end: datetime, currency: str) -> Iterator[Reconciliation]:
    """Orders and their money survive, but for the cancelled and those of another currency."""
    reason = f"""
        case
            when status_name <> 'Activated' or is_deleted then 'cancelled, draft or deleted'
            when effective_date > date '{as_of}'
                or coalesce(activated_at, created_at) >= timestamp '{as_of_end}'
                then 'after the night'
            {{currency}}
        end
    """
    counted = reason.format(currency="")
    summed = reason.format(
        currency=f"when currency_code <> {literal(currency)} then 'in another currency'"
    )
    ours = f" and currency_code = {literal(currency)}"
    for rule, unit, number, why, among, tolerance in (
        ("every_order_kept", "orders", "count(*)", counted, "", 0.0),
        ("order_money_kept", "money of orders", "sum(amount)", summed, ours, CENT),
    ):
        yield Reconciliation(
            table="marts.fct_orders",
            rule=rule,
            unit=unit,
            upstream=f"select {number} from staging.stg_salesforce__orders",
            kept=f"select {number} from marts.fct_orders where source_name = 'salesforce'{among}",
            excluded=f"select {why} as reason, {number} from staging.stg_salesforce__orders"
            " group by reason having reason is not null order by reason",
            tolerance=tolerance,
        )


def orders_to_revenue() -> Reconciliation:
    """One-off orders are recognised in full."""
    return Reconciliation(
        table="marts.fct_revenue",
        rule="order_revenue_kept",
        unit="money of one-off orders",
        upstream="select sum(amount) from marts.fct_orders where order_type = 'one_off'",
        kept="select sum(amount) from marts.fct_revenue where revenue_type = 'one_off'",
        tolerance=CENT,
    )


def terms_to_recurring_revenue() -> Reconciliation:
    """The recurring revenue at each month's end is what the running terms add up to.

    Three things make the difference. By decision D41 a term that ends unrenewed on the month's
    last day is lost in that month, and one renewed a few days late never stopped; by D40 a credit
    beyond what its customer pays recurs with nothing.
    """
    months = """
        inner join (
            select distinct last_day(month_date) as month_end from marts.fct_customer_months
        ) as months
    """
    renewed = f"from intermediate.int_subscription_terms_renewed as terms {months}"
    return Reconciliation(
        table="marts.fct_customer_months",
        rule="recurring_revenue_kept",
        unit="recurring revenue over all month ends",
        upstream=f"""
            select sum(terms.monthly_amount)
            from intermediate.int_subscription_terms_converted as terms {months}
                on months.month_end between terms.start_date and terms.end_date
            where terms.is_counted
        """,
        kept="select sum(mrr_end_amount) from marts.fct_customer_months",
        excluded=f"""
            select 'ended unrenewed on the last day', sum(terms.monthly_amount) {renewed}
                on months.month_end = terms.end_date
            where terms.is_counted and terms.renewed_date is null
            union all
            select 'renewed a few days late', -sum(terms.monthly_amount) {renewed}
                on terms.end_date < months.month_end and months.month_end < terms.renewed_date
            where terms.is_counted
            union all
            select 'credited beyond what is paid', sum(least(0, amount)) from (
                select sum(terms.monthly_amount) as amount {renewed}
                    on terms.start_date <= months.month_end
                    and months.month_end < greatest(terms.end_date, terms.renewed_date)
                where terms.is_counted
                group by terms.customer_id, months.month_end
            )
        """,
        tolerance=CENT,
    )


def valuations_to_lifetime_values() -> Reconciliation:
    """Valuations are never written again; those of ids that were taken back are nobody's."""
    made = "from staging.stg_forecasts__customer_lifetime_values as made"
    return Reconciliation(
        table="marts.fct_customer_lifetime_value",
        rule="valuations_kept",
        unit="margin to date of all valuations",
        upstream=f"select sum(historical_margin_amount) {made}",
        kept="select sum(historical_margin_amount) from marts.fct_customer_lifetime_value",
        excluded=f"""
            select 'of ids that are no customer any more', sum(made.historical_margin_amount) {made}
            left join intermediate.int_customer_links as links
                on links.source_name || ':' || links.identity_id = made.customer_id
                and links.identity_type in ('account', 'customer')
            where coalesce(links.customer_id, made.customer_id)
                not in (select customer_id from marts.dim_customers)
        """,
        tolerance=CENT,
    )
