"""Rules of the marts: identities, ranges, flags that must agree.

Which marts there are, and by which key, dbt's manifest says; that keys are present and unique is
promised in YAML (`promises.py`). Each rule here holds for every row of every company; what depends
on history is in `movements.py`, what compares layers in `reconciliations.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quality.rules import Rule
from quality.sql import quoted

# The share of a desk's contacts that may have a reply or resolution before they began (D128): above
# the first the night warns, above the second it stops, as nothing is left to measure. Where there
# are fewer contacts than these, nobody asks.
IMPOSSIBLE_EXPECTED = 0.01
IMPOSSIBLE_TOLERATED = 0.9
ENOUGH_CONTACTS = 20
# A cent of rounding per month and customer.
CENT = 0.01

# Each line: name, what is expected, the condition under which a row is wrong.
_WRONG: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "fct_journeys": (
        (
            "one_outcome",
            "every journey completed, abandoned or maturing, and a time exactly when completed",
            "is_abandoned <> not (is_completed or is_maturing)"
            " or is_completed <> (journey_minutes is not null)"
            " or journey_minutes < 0 or completed_at > window_end_at",
        ),
    ),
    "fct_contacts": (
        (
            "durations",
            "no negative duration",
            "first_reply_minutes < 0 or first_resolution_minutes < 0 or resolution_minutes < 0"
            " or open_age_minutes < 0 or first_resolution_minutes > resolution_minutes + 0.001",
        ),
        (
            "counted_or_excluded",
            "is_counted exactly when there is no exclusion_reason",
            "is_counted <> (exclusion_reason is null)",
        ),
        (
            "maturing_is_no_success",
            "no first contact resolution before the follow-up window has passed",
            "is_first_contact_resolved and (is_maturing or not is_fcr_eligible)",
        ),
        (
            "resolution_variants",
            "first contact resolution to imply no reopening",
            "is_first_contact_resolved and not is_resolved_without_reopen",
        ),
        (
            "open_or_resolved",
            "an age exactly for contacts that are counted and not resolved",
            "(is_counted and not is_resolved) <> (open_age_minutes is not null)",
        ),
    ),
    "fct_survey_responses": (
        (
            "score_on_scale",
            "every score between its scale's ends",
            "score < scale_min or score > scale_max",
        ),
        (
            "one_group",
            "a valid nps answer in exactly one group, any other in none",
            "metric_name = 'nps' and is_valid and"
            " cast(is_promoter as integer) + cast(is_passive as integer)"
            " + cast(is_detractor as integer) <> 1"
            " or (metric_name <> 'nps' or not is_valid)"
            " and (is_promoter or is_passive or is_detractor)",
        ),
        (
            "valid_is_scored",
            "is_valid exactly when there is a score",
            "is_valid <> (score is not null)",
        ),
        (
            "effort_scale",
            "an effort between 1 and 5, for ces only",
            "effort_score not between 1 and 5 or effort_score is not null and metric_name <> 'ces'",
        ),
    ),
    "fct_customer_months": (
        (
            "mrr_identity",
            "start + new + expansion + reactivated − contraction − churned = end",
            "abs(mrr_start_amount + new_amount + expansion_amount + reactivated_amount"
            f" - contraction_amount - churned_amount - mrr_end_amount) > {CENT}",
        ),
        (
            "amounts_positive",
            "no negative amount",
            "least(mrr_start_amount, new_amount, expansion_amount, contraction_amount,"
            f" churned_amount, reactivated_amount, mrr_end_amount) < -{CENT}",
        ),
        (
            "one_state",
            "the one state that the change says",
            "state_name not in"
            " ('new', 'retained', 'expanded', 'contracted', 'churned', 'reactivated')"
            " or (state_name = 'new') <> (new_amount > 0)"
            " or (state_name = 'churned') <> (churned_amount > 0)"
            " or (state_name = 'reactivated') <> (reactivated_amount > 0)",
        ),
        (
            "active_flags",
            "active exactly with recurring revenue, lost exactly when it ends",
            "is_active_at_start <> (mrr_start_amount > 0)"
            " or is_active_at_end <> (mrr_end_amount > 0)"
            " or is_lost <> (is_active_at_start and not is_active_at_end)",
        ),
    ),
    "fct_customer_lifetime_value": (
        (
            "probabilities",
            "a probability between 0 and 1, and no negative prediction",
            "alive_probability not between 0 and 1 or predicted_margin_amount < 0"
            " or predicted_order_count < 0",
        ),
    ),
}


@dataclass(frozen=True)
class Mart:
    """One enabled mart as dbt parsed it."""

    name: str
    key: str
    columns: frozenset[str]


def read_marts(manifest: Mapping[str, Any]) -> tuple[Mart, ...]:
    """The marts of a dbt manifest, by name."""
    models = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == "marts"
    ]
    marts = (
        Mart(node["alias"], node["primary_key"][0], frozenset(node["columns"])) for node in models
    )
    return tuple(sorted(marts, key=lambda mart: mart.name))


def mart_rules(mart: Mart) -> tuple[Rule, ...]:
    """All rules of one mart."""
    rules = []
    if mart.name.startswith("fct_") and "customer_id" in mart.columns:
        rules.append(known_customer(mart.key))
    rules.extend(
        Rule(
            name=name,
            expected=expected,
            offenders=f"select cast({quoted(mart.key)} as varchar) as example"
            f" from {{batch}} where {condition}",
        )
        for name, expected, condition in _WRONG.get(mart.name, ())
    )
    if mart.name == "fct_contacts":
        rules.append(times_possible("times_possible", IMPOSSIBLE_EXPECTED, is_blocking=False))
        rules.append(times_possible("times_trusted", IMPOSSIBLE_TOLERATED, is_blocking=True))
    if mart.name == "fct_customer_months":
        rules.extend((month_follows_month(), customer_month_once()))
    return tuple(rules)


def known_customer(key: str) -> Rule:
    """Every fact belongs to a customer that dim_customers knows; the unknown one is one of them."""
    return Rule(
        name="customer_known",
        expected="every customer_id in dim_customers",
        offenders=f"""
            with facts as (
                select cast({quoted(key)} as varchar) as example, customer_id from {{batch}}
            )
            select facts.example from facts
            left join marts.dim_customers using (customer_id)
            where dim_customers.customer_id is null
        """,
    )


def times_possible(name: str, share: float, *, is_blocking: bool) -> Rule:
    """Clocks disagree and old contacts are imported: some times cannot be, but not most."""
    return Rule(
        name=name,
        is_blocking=is_blocking,
        expected=f"at most {share:.0%} of a desk's contacts answered or resolved before they began",
        offenders=f"""
            select source_name as example from {{batch}}
            group by source_name
            having count(*) >= {ENOUGH_CONTACTS}
                and avg(has_impossible_times::int) > {share}
        """,
    )


def month_follows_month() -> Rule:
    """A month starts where the one before ended, and none is missing while there is revenue."""
    return Rule(
        name="start_is_previous_end",
        expected="each month to start with what the customer's month before ended with",
        offenders=f"""
            with chained as (
                select
                    customer_month_id, mrr_start_amount, month_date,
                    lag(mrr_end_amount) over by_month as previous_end,
                    lag(month_date) over by_month as previous_month
                from {{batch}}
                window by_month as (partition by customer_id order by month_date)
            )
            select customer_month_id as example from chained
            where abs(mrr_start_amount - coalesce(previous_end, 0)) > {CENT}
                or previous_end > {CENT} and month_date <> previous_month + interval 1 month
        """,
    )


def customer_month_once() -> Rule:
    """A customer has one row per month, hence one state."""
    return Rule(
        name="one_row_per_customer_month",
        expected="each customer and month once",
        expectation="ExpectCompoundColumnsToBeUnique",
        given={"column_list": ["customer_id", "month_date"]},
        offenders="select min(customer_month_id) as example from {batch}"
        " group by customer_id, month_date having count(*) > 1",
    )
