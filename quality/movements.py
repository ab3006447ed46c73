"""How far numbers moved: against what is published, and against their own past.

A night may bring news, never a different past. What has a natural spread is judged by that
spread and informs; what cannot happen by itself blocks.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from quality.sql import Query

FACTS = (
    "fct_contacts",
    "fct_survey_responses",
    "fct_orders",
    "fct_revenue",
    "fct_customer_months",
)
# Months closed this long before the night are history (D67).
SETTLED = timedelta(days=45)
ROWS_LOST = 0.01
MONTH_MOVED = 0.10
MONTH_IGNORED = 20
# Unknown customers: tolerated above their own past, and asked of this many rows at least (D68).
UNKNOWN_ABOVE = 0.05
RECENT = timedelta(days=28)
ENOUGH_ROWS = 100

# What a month of a mart amounts to: name, mart, date, expression.
MONTHLY = (
    ("contacts", "fct_contacts", "created_date", "count(*)"),
    ("survey responses", "fct_survey_responses", "answered_date", "count(*)"),
    ("revenue", "fct_revenue", "revenue_date", "sum(amount)"),
    ("recurring revenue", "fct_customer_months", "month_date", "sum(mrr_end_amount)"),
)
# A difference of so many standard errors comes by chance once in two thousand nights.
CHANCE = 3.3


@dataclass(frozen=True)
class Headline:
    """What an executive looks at, as SQL over the rows of 28 days.

    Attributes:
        number: The number.
        error: Its standard error.
        base: What it is a number of; of too few it says nothing.
    """

    name: str
    mart: str
    day: str
    number: str
    error: str
    base: str


def _mean(name: str, mart: str, day: str, value: str) -> Headline:
    """The mean of what each row says, if it says something."""
    error = f"stddev_pop({value}) / sqrt(count({value}))"
    return Headline(name, mart, day, f"avg({value})", error, f"count({value})")


HEADLINES = (
    _mean(
        "nps",
        "fct_survey_responses",
        "answered_date",
        "case when is_valid and metric_name = 'nps'"
        " then 100.0 * (is_promoter::int - is_detractor::int) end",
    ),
    _mean(
        "csat",
        "fct_survey_responses",
        "answered_date",
        "case when is_valid and metric_name = 'csat' then is_satisfied::int end",
    ),
    _mean(
        "first contact resolution",
        "fct_contacts",
        "resolved_date",
        "case when is_fcr_eligible then is_first_contact_resolved::int end",
    ),
    Headline(
        "contacts a day",
        "fct_contacts",
        "created_date",
        "sum(is_counted::int) / 28.0",
        "sqrt(sum(is_counted::int)) / 28",
        "28",
    ),
)


@dataclass(frozen=True)
class Finding:
    """A comparison and its outcome."""

    table: str
    rule: str
    passed: bool
    is_blocking: bool
    expected: str
    found: str
    examples: tuple[str, ...] = ()


def rows_kept(query: Query, marts: Collection[str]) -> Iterator[Finding]:
    """No fact loses rows against the published warehouse, attached as `published`."""
    for mart in marts:
        [(now,)] = query(f"select count(*) from marts.{mart}")
        [(before,)] = query(f"select count(*) from published.marts.{mart}")
        yield Finding(
            f"marts.{mart}",
            "rows_kept",
            passed=now >= before * (1 - ROWS_LOST),
            is_blocking=True,
            expected=f"at least {1 - ROWS_LOST:.0%} of the {before} rows published",
            found=f"{now} rows",
        )


def months_kept(query: Query, marts: Collection[str], as_of: date) -> Iterator[Finding]:
    """Months long closed keep their numbers: a late row is news, a tenth of a month is not."""
    settled = as_of - SETTLED
    for name, mart, day, number in MONTHLY:
        if mart not in marts:
            continue
        moved = _moved_months(query, mart, day, number, settled)
        told = [(is_new, f"{m:%Y-%m}: {before:g} → {now:g}") for m, is_new, before, now in moved]
        kept = tuple(words for is_new, words in told if not is_new)
        added = tuple(words for is_new, words in told if is_new)
        yield Finding(
            f"marts.{mart}",
            "months_kept",
            passed=not kept,
            is_blocking=True,
            expected=f"{name} of months before {settled} within {MONTH_MOVED:.0%} of what is"
            f" published, or {MONTH_IGNORED}",
            found=f"{len(kept)} months that moved",
            examples=kept[:5],
        )
        if added:
            yield Finding(
                f"marts.{mart}",
                "months_added",
                passed=False,
                is_blocking=False,
                expected=f"no {name} of months before {settled} of which nothing is published",
                found=f"{len(added)} months that had none",
                examples=added[:5],
            )


def _moved_months(
    query: Query, mart: str, day: str, number: str, settled: date
) -> list[tuple[date, bool, float, float]]:
    """Month, whether nothing of it is published, what is published of it, and what is now."""
    by_month = (
        f"select date_trunc('month', {day})::date as month, ({number})::double as number"
        " from %s"
        f" where {day} is not null group by month having last_day(month) <= date '{settled}'"
    )
    return query(
        f"with now as ({by_month % f'marts.{mart}'}),"
        f" before as ({by_month % f'published.marts.{mart}'})"
        " select month, before.number is null, coalesce(before.number, 0),"
        " coalesce(now.number, 0)"
        " from before full join now using (month)"
        " where abs(coalesce(before.number, 0) - coalesce(now.number, 0))"
        f" > greatest({MONTH_IGNORED}, {MONTH_MOVED} * abs(coalesce(before.number, 0)))"
        " order by month desc"
    )


def unknown_customers(query: Query, marts: Collection[str], as_of: date) -> Iterator[Finding]:
    """The share of facts without a known customer stays what it was: identities still join."""
    for mart, day in (("fct_contacts", "created_date"), ("fct_survey_responses", "answered_date")):
        if mart not in marts:
            continue
        [(rows, share, past_rows, past)] = query(
            f"""
            select
                count(*) filter (where recent), avg(unknown) filter (where recent),
                count(*) filter (where not recent), avg(unknown) filter (where not recent)
            from (
                select
                    (customer_id = 'unknown')::int as unknown,
                    {day} > date '{as_of - RECENT}' as recent
                from marts.{mart} where {day} <= date '{as_of}'
            )
            """
        )
        if min(rows, past_rows) < ENOUGH_ROWS:
            continue
        yield Finding(
            f"marts.{mart}",
            "unknown_customers",
            passed=share <= past + UNKNOWN_ABOVE,
            is_blocking=True,
            expected=f"at most {past + UNKNOWN_ABOVE:.1%} of the last {RECENT.days} days' rows"
            f" without a known customer ({past:.1%} before)",
            found=f"{share:.1%} of {rows}",
        )


def headlines_within_past(query: Query, marts: Collection[str], as_of: date) -> Iterator[Finding]:
    """A headline's 28 days moved no further than ever, or than chance; informs, for news happen."""
    for headline in HEADLINES:
        if headline.mart not in marts:
            continue
        moves = query(
            f"""
            with blocks as (
                select
                    date_diff('day', {headline.day}, date '{as_of}') // {RECENT.days} as block,
                    {headline.number} as number, {headline.error} as error, {headline.base} as base
                from marts.{headline.mart} where {headline.day} <= date '{as_of}' group by block
            )
            select
                block, abs(number - lag(number) over before),
                sqrt(pow(error, 2) + pow(lag(error) over before, 2))
            from blocks where base >= {RECENT.days} window before as (order by block desc)
            order by block
            """
        )
        known = [move for move in moves if move[1] is not None]
        # The first 28 days of a company's history are rarely whole.
        past = [moved for block, moved, _ in known if block > 0][:-1]
        now = [(moved, error) for block, moved, error in known if block == 0]
        if not now or len(past) < 6:
            continue
        [(moved, error)] = now
        most = max(1.25 * max(past), CHANCE * error)
        yield Finding(
            f"marts.{headline.mart}",
            f"headline_moved:{headline.name.replace(' ', '_')}",
            passed=moved <= most,
            is_blocking=False,
            expected=f"{headline.name} to move at most {most:.3g} in {RECENT.days} days,"
            " a quarter more than ever, and more than chance",
            found=f"{moved:.3g}",
        )
