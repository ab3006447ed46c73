"""The metrics of interactions and journeys, worked by hand."""

from tests.golden.by_hand import ByHand


def interactions(value: str) -> ByHand:
    return ByHand("fct_touchpoints", "happened_date", value)


def journeys(value: str) -> ByHand:
    return ByHand("fct_journeys", "started_date", value)


def judged_journeys(value: str) -> ByHand:
    """Of those whose window was over at the end of the night's day, in Amsterdam."""
    end = "timezone('UTC', timezone('Europe/Amsterdam', max(as_of) + interval 1 day))"
    passed = f"window_end_at < (select {end} from ops.build)"
    return ByHand("fct_journeys", "started_date", value, passed)


def stages(value: str) -> ByHand:
    return ByHand("fct_journey_stages", "started_date", value)


def feedback(value: str) -> ByHand:
    return ByHand("fct_journey_feedback", "happened_date", value)


JOURNEYS = {
    "interactions": interactions("count(*)"),
    "interactions_of_unknown_share": interactions(
        "1.0 * count(*) filter (customer_id = 'unknown') / count(*)"
    ),
    "journeys_started": journeys("count(*)"),
    "journeys_maturing": journeys("count(*) filter (is_maturing)"),
    "journey_completion_rate": judged_journeys("1.0 * count(completed_at) / count(*)"),
    "journey_abandonment_rate": judged_journeys(
        "1.0 * count(*) filter (outcome_name = 'abandoned') / count(*)"
    ),
    "journey_minutes_median": judged_journeys("median(epoch(completed_at - started_at) / 60)"),
    "journey_minutes_p90": judged_journeys(
        "quantile_cont(epoch(completed_at - started_at) / 60, 0.9)"
    ),
    "contacts_per_journey": judged_journeys("1.0 * sum(contact_count) / count(*)"),
    "stages_reached": stages("count(*)"),
    "stage_drop_off_rate": stages(
        "1.0 * count(*) filter (is_left) / nullif(count(*) filter (not is_maturing), 0)"
    ),
    "stage_minutes_median": stages("median(stage_minutes) filter (not is_maturing)"),
    "stage_minutes_p90": stages("quantile_cont(stage_minutes, 0.9) filter (not is_maturing)"),
    "journey_contacts": feedback("count(*) filter (kind_name = 'contact')"),
    "journey_ces": feedback("avg(effort_score)"),
    "journey_nps": feedback(
        "100.0 * (count(*) filter (is_promoter) - count(*) filter (is_detractor))"
        " / nullif(count(*) filter (metric_name = 'nps'), 0)"
    ),
}
