"""The metrics of surveys and their invitations, worked by hand."""

from tests.golden.by_hand import ByHand


def answers(metric: str, value: str) -> ByHand:
    where = f"metric_name = '{metric}' and is_valid"
    return ByHand("fct_survey_responses", "answered_date", value, where)


def invitations(value: str) -> ByHand:
    return ByHand("fct_survey_invitations", "sent_date", value, "is_delivered")


def judged_invitations(value: str) -> ByHand:
    """Of those sent by the end of the night's day, in Amsterdam, at least seven days before."""
    end = "timezone('UTC', timezone('Europe/Amsterdam', max(as_of) + interval 1 day))"
    sent = f"sent_at <= (select {end} - interval 7 day from ops.build)"
    return ByHand("fct_survey_invitations", "sent_date", value, f"is_delivered and {sent}")


def closing(value: str) -> ByHand:
    return ByHand("fct_customer_nps", "month_date", value)


SURVEYS = {
    "nps": answers(
        "nps", "100.0 * (count(*) filter (score >= 9) - count(*) filter (score <= 6)) / count(*)"
    ),
    "nps_weighted": answers(
        "nps",
        "100 * (coalesce(sum(weight) filter (score >= 9), 0)"
        " - coalesce(sum(weight) filter (score <= 6), 0))"
        " / sum(weight)",
    ),
    "nps_responses": answers("nps", "count(*)"),
    "nps_promoters": answers("nps", "count(*) filter (score >= 9)"),
    "nps_passives": answers("nps", "count(*) filter (score >= 7 and score < 9)"),
    "nps_detractors": answers("nps", "count(*) filter (score < 7)"),
    "promoters_share": answers("nps", "1.0 * count(*) filter (score >= 9) / count(*)"),
    "detractors_share": answers("nps", "1.0 * count(*) filter (score <= 6) / count(*)"),
    "nps_latest": closing(
        "100.0 * (count(*) filter (is_last and score >= 9)"
        " - count(*) filter (is_last and score <= 6)) / nullif(count(score) filter (is_last), 0)"
    ),
    "nps_latest_customers": closing("count(score) filter (is_last)"),
    "survey_invitations_delivered": judged_invitations("count(*)"),
    "survey_invitations_pending": invitations("count(*) filter (is_pending)"),
    "survey_response_rate": judged_invitations("1.0 * count(*) filter (is_answered) / count(*)"),
    "survey_completion_rate": judged_invitations(
        "1.0 * count(*) filter (is_finished) / nullif(count(*) filter (is_answered), 0)"
    ),
    "csat": answers("csat", "1.0 * count(*) filter (is_satisfied) / count(*)"),
    "csat_responses": answers("csat", "count(*)"),
    "csat_rating_mean": answers(
        "csat",
        "avg(case when is_higher_better then score else 6 - score end)"
        " filter (scale_min = 1 and scale_max = 5)",
    ),
    "ces": answers("ces", "avg(effort_score)"),
    "ces_responses": answers("ces", "count(*)"),
}
