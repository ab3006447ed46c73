"""The metrics of interactions and journeys, worked by hand."""

from tests.golden.by_hand import ByHand


def interactions(value: str) -> ByHand:
    return ByHand("fct_touchpoints", "happened_date", value)


def journeys(value: str) -> ByHand:
    return ByHand("fct_journeys", "started_date", value)


def stages(value: str) -> ByHand:
    return ByHand("fct_journey_stages", "started_date", value)


def feedback(value: str) -> ByHand:
    return ByHand("fct_journey_feedback", "happened_date", value)


DECIDED = "nullif(count(*) filter (outcome_name <> 'maturing'), 0)"

JOURNEYS = {
    "interactions": interactions("count(*)"),
    "interactions_of_unknown_share": interactions(
        "1.0 * count(*) filter (customer_id = 'unknown') / count(*)"
    ),
    "journeys_started": journeys("count(*)"),
    "journeys_maturing": journeys("count(*) filter (outcome_name = 'maturing')"),
    "journey_completion_rate": journeys(
        f"1.0 * count(*) filter (completed_at is not null) / {DECIDED}"
    ),
    "journey_abandonment_rate": journeys(
        f"1.0 * count(*) filter (outcome_name = 'abandoned') / {DECIDED}"
    ),
    "journey_minutes_median": journeys("median(epoch(completed_at - started_at) / 60)"),
    "journey_minutes_p90": journeys("quantile_cont(epoch(completed_at - started_at) / 60, 0.9)"),
    "contacts_per_journey": journeys("1.0 * sum(contact_count) / count(*)"),
    "stages_reached": stages("count(*)"),
    "stage_drop_off_rate": stages(
        "1.0 * count(*) filter (is_left) / nullif(count(*) filter (not is_maturing), 0)"
    ),
    "stage_minutes_median": stages("median(stage_minutes)"),
    "stage_minutes_p90": stages("quantile_cont(stage_minutes, 0.9)"),
    "journey_contacts": feedback("count(*) filter (kind_name = 'contact')"),
    "journey_ces": feedback("avg(effort_score)"),
    "journey_nps": feedback(
        "100.0 * (count(*) filter (is_promoter) - count(*) filter (is_detractor))"
        " / nullif(count(*) filter (metric_name = 'nps'), 0)"
    ),
}
