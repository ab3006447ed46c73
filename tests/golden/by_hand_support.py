"""Metrics of contacts and queues as SQL written by hand, from their descriptions alone."""

from collections.abc import Callable

from tests.golden.by_hand import ByHand


def contacts(value: str) -> ByHand:
    return ByHand("fct_contacts", "created_date", value, "is_counted")


def resolved(value: str, where: str = "is_resolved") -> ByHand:
    return ByHand("fct_contacts", "resolved_date", value, where)


def share_of_eligible(condition: str, known: str = "is_reopened is not null") -> ByHand:
    return resolved(f"avg(cast({condition} as integer)) filter (is_fcr_eligible and {known})")


def times(span: str, of: Callable[[str], ByHand]) -> dict[str, ByHand]:
    column = f"{span}_minutes"
    told = {"median": "median({})", "p90": "quantile_cont({}, 0.9)", "mean": "avg({})"}
    return {f"{column}_{name}": of(value.format(column)) for name, value in told.items()}


def queue(value: str, where: str = "is_counted") -> ByHand:
    return ByHand("fct_queue_contacts", "offered_date", value, where)


def costs(value: str) -> ByHand:
    return ByHand("fct_contact_costs", "created_date", value)


# The end of the night's day in UTC, of a company in Amsterdam.
NIGHT_END = (
    "(select timezone('UTC', timezone('Europe/Amsterdam', max(as_of) + interval 1 day))"
    " from ops.build)"
)

SUPPORT = {
    "contacts": contacts("count(*)"),
    "contacts_open": contacts("count(*) filter (not is_resolved)"),
    "contacts_unanswered": contacts(
        "count(*) filter (resolved_at is null and first_replied_at is null)"
    ),
    "contacts_resolved": resolved("count(*)"),
    "contacts_maturing": resolved("count(*) filter (is_maturing and is_reopened is not null)"),
    "repeat_contact_rate": share_of_eligible("has_repeat", "true"),
    "reopen_rate": resolved("avg(cast(is_reopened as integer))"),
    "first_contact_resolution_rate": share_of_eligible("not is_reopened and not has_repeat"),
    "first_contact_resolution_no_reopen_rate": share_of_eligible("not is_reopened"),
    "first_contact_resolution_no_topic_repeat_rate": share_of_eligible(
        "not is_reopened and not has_repeat_same_topic",
        "is_reopened is not null and topic_name <> 'unknown'",
    ),
    "first_contact_resolution_one_touch_rate": share_of_eligible(
        "agent_reply_count = 1", "agent_reply_count is not null"
    ),
    "first_contact_resolution_no_reassignment_rate": share_of_eligible(
        "not is_reopened and reassignment_count = 0",
        "is_reopened is not null and reassignment_count is not null",
    ),
    "first_contact_resolution_survey_rate": resolved(
        "1.0 * count(*) filter (is_resolved_by_survey)"
        " / nullif(count(*) filter (has_resolution_answer), 0)"
    ),
    "reopens": resolved("sum(reopen_count)"),
    "open_age_minutes_median": contacts("median(open_age_minutes)"),
    "unanswered_age_minutes_median": contacts(
        f"median(epoch({NIGHT_END} - created_at) / 60)"
        " filter (resolved_at is null and first_replied_at is null)"
    ),
    **times("first_reply", contacts),
    **times("first_reply_business", contacts),
    **times("first_reply_last_schedule", contacts),
    **times("first_resolution", contacts),
    **times("first_resolution_business", contacts),
    **times("resolution", resolved),
    **times("resolution_business", resolved),
    "queue_contacts_offered": queue("count(*)"),
    "queue_contacts_abandoned": queue("count(*) filter (is_abandoned)"),
    "queue_contacts_abandoned_early": queue("count(*)", "is_abandoned_early"),
    "abandonment_rate": queue("1.0 * count(*) filter (is_abandoned) / count(*)"),
    "queue_wait_minutes_mean": queue("avg(wait_minutes)"),
    "queue_wait_minutes_median": queue("median(wait_minutes)"),
    "backlog": ByHand(
        "fct_backlog_days",
        "backlog_date",
        "sum(open_count) filter (is_last)",
        has_customer=False,
    ),
    "contact_cost": costs("sum(cost_amount)"),
    "repeat_contact_cost": costs("sum(cost_amount) filter (is_repeat)"),
    "contacts_without_cost": costs("count(*) filter (cost_amount is null)"),
}
