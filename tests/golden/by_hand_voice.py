"""The metrics of comments and referrals, worked by hand."""

from tests.golden.by_hand import ByHand


def comments(value: str) -> ByHand:
    return ByHand("fct_feedback", "given_date", value, "exclusion_reason is null")


def topics(value: str) -> ByHand:
    return ByHand("fct_feedback_topics", "given_date", value)


def newcomers(value: str) -> ByHand:
    return ByHand("fct_new_customers", "first_purchase_month", value)


IN_NPS = "score is not null and metric_name = 'nps'"
MARKS = "'\\[(e-mail|phone|card|account|address|name)\\]'"
NEGATIVE = "1.0 * count(*) filter (sentiment_name = 'negative') / count(*)"

VOICE = {
    "feedback_comments": comments("count(*)"),
    "feedback_negative_share": comments(NEGATIVE),
    "feedback_sentiment_accuracy": comments("avg(sentiment_accuracy)"),
    "feedback_sentiment_labelled": comments("max(sentiment_labelled_count)"),
    "feedback_redacted_share": comments(
        f"1.0 * count(*) filter (regexp_matches(comment_text, {MARKS})) / count(*)"
    ),
    "topic_mentions": topics("count(*)"),
    "topic_negative_share": topics(NEGATIVE),
    "topic_nps_responses": topics(f"count(*) filter ({IN_NPS})"),
    "topic_nps": topics(
        f"100.0 * (count(*) filter ({IN_NPS} and score >= 9)"
        f" - count(*) filter ({IN_NPS} and score <= 6))"
        f" / nullif(count(*) filter ({IN_NPS}), 0)"
    ),
    "new_customers": newcomers("count(*)"),
    "referred_new_customers_share": newcomers(
        "1.0 * count(*) filter (is_referred) / nullif(count(is_referred), 0)"
    ),
    "referral_rate": newcomers(
        "1.0 * count(*) filter (referral_count > 0) / nullif(count(has_referred), 0)"
    ),
}
