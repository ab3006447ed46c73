"""A tiny published warehouse and a semantic layer's answers, for tests of the report site."""

import math
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from reports.config import SiteConfig
from reports.filters.cube import Cube, CubeQuery, Family
from reports.metric_queries import (
    Direction,
    MetricInfo,
    MetricsQuery,
    QueryResult,
    SemanticError,
    Unit,
)

AS_OF = date(2026, 11, 21)
_STATEMENTS = Path(__file__).with_name("report_world.sql")
CONFIG = SiteConfig(
    company="Northwind Home", currency="EUR", time_zone="Europe/Amsterdam", as_of=AS_OF
)
_DIMENSIONS = {
    "customer__customer_type": ("business", "consumer"),
    "customer__tier_name": ("gold", "silver", "bronze"),
    "customer__region_name": ("North", "South", "West"),
    "contact__channel_name": ("email", "chat", "phone", "web form"),
    "survey_response__channel_name": ("email", "sms", "web"),
    "contact__topic_name": ("Delivery", "Returns and refunds", "Product question", "Billing"),
    "journey__journey_name": ("Purchase", "Renewal"),
    "journey_stage__journey_name": ("Purchase", "Renewal"),
    "journey_stage__stage_number": (1,),
    "journey_stage__stage_name": ("Browse", "Order"),
    "journey_feedback__journey_name": ("Purchase",),
    "journey_feedback__stage_name": ("Browse",),
    "touchpoint__channel_name": ("app", "web"),
    "churn_saving__baseline_name": ("2025-01 to 2025-12", "2025-02 to 2026-01"),
    "purchase_month__cohort_month_date__month": (date(2026, 7, 1), date(2026, 8, 1)),
    "purchase_month__months_since_first": (1, 2, 3),
    "follow_up__reason_name": ("at_risk", "detractor"),
    "follow_up_outcome__reason_name": ("at_risk", "detractor"),
    "feedback_topic__topic_name": ("delivery", "none"),
}
_METRICS: dict[str, tuple[str, Unit, Direction, float]] = {
    "nps": ("Net Promoter Score", "score", "up", 46.0),
    "nps_responses": ("NPS answers", "count", "none", 820.0),
    "nps_promoters": ("Promoters, count", "count", "none", 480.0),
    "nps_passives": ("Passives, count", "count", "none", 230.0),
    "nps_detractors": ("Detractors, count", "count", "none", 110.0),
    "survey_response_rate": ("Survey response rate", "share", "up", 0.31),
    "survey_invitations_delivered": ("Invitations delivered", "count", "none", 2600.0),
    "journey_completion_rate": ("Journey completion", "share", "up", 0.82),
    "journeys_started": ("Journeys started", "count", "none", 900.0),
    "journeys_maturing": ("Maturing journeys", "count", "none", 40.0),
    "journey_minutes_median": ("Journey time, median", "minutes", "down", 300.0),
    "contacts_per_journey": ("Contacts per journey", "count", "down", 1.2),
    "stages_reached": ("Stages reached", "count", "none", 700.0),
    "stage_drop_off_rate": ("Drop-off", "share", "down", 0.11),
    "stage_minutes_median": ("Time in stage, median", "minutes", "down", 44.0),
    "journey_contacts": ("Contacts during journeys", "count", "down", 120.0),
    "journey_ces": ("Effort during journeys", "score", "down", 1.8),
    "journey_effort_answers": ("Effort answers", "count", "none", 90.0),
    "journey_nps": ("NPS during journeys", "score", "up", 40.0),
    "journey_nps_answers": ("NPS answers", "count", "none", 12.0),
    "interactions": ("Interactions", "count", "none", 5000.0),
    "feedback_comments": ("Comments", "count", "none", 900.0),
    "feedback_negative_share": ("Share of negative comments", "share", "down", 0.12),
    "feedback_redacted_share": ("Comments with personal data", "share", "none", 0.08),
    "feedback_sentiment_accuracy": ("Accuracy of sentiment", "share", "none", 0.725),
    "feedback_sentiment_labelled": ("Labelled comments", "count", "none", 200.0),
    "topic_mentions": ("Mentions of a topic", "count", "none", 300.0),
    "topic_negative_share": ("Share of negative mentions", "share", "down", 0.2),
    "topic_nps": ("NPS of those who mention it", "score", "up", 30.0),
    "nps_latest": ("NPS, latest per customer", "score", "up", 44.0),
    "health_score": ("Customer health score", "score", "up", 72.0),
    "repeat_contact_rate": ("Repeat contact rate", "share", "down", 0.21),
    "promoters_share": ("Promoters", "share", "up", 0.58),
    "detractors_share": ("Detractors", "share", "down", 0.13),
    "csat": ("Satisfied customers (CSAT)", "share", "up", 0.79),
    "csat_responses": ("CSAT answers", "count", "none", 1430.0),
    "ces": ("Customer Effort Score", "score", "down", 1.9),
    "ces_responses": ("CES answers", "count", "none", 640.0),
    "contacts": ("Contacts", "count", "none", 5200.0),
    "contacts_resolved": ("Resolved contacts", "count", "none", 4900.0),
    "contacts_open": ("Open contacts", "count", "down", 312.0),
    "contacts_unanswered": ("Unanswered contacts", "count", "down", 41.0),
    "contacts_maturing": ("Maturing contacts", "count", "none", 1104.0),
    "first_contact_resolution_rate": ("First contact resolution", "share", "up", 0.68),
    "first_contact_resolution_no_reopen_rate": ("Not reopened", "share", "up", 0.9),
    "first_contact_resolution_no_topic_repeat_rate": ("No repeat on topic", "share", "up", 0.78),
    "first_contact_resolution_one_touch_rate": ("One touch", "share", "up", 0.55),
    "first_contact_resolution_survey_rate": ("As answered", "share", "up", 0.74),
    "reopen_rate": ("Reopened", "share", "down", 0.08),
    "first_reply_minutes_mean": ("Mean time to first reply", "minutes", "down", 168.0),
    "first_reply_minutes_median": ("Median time to first reply", "minutes", "down", 74.0),
    "first_reply_minutes_p90": ("90th percentile of time to first reply", "minutes", "down", 410.0),
    "resolution_minutes_median": ("Median time to resolution", "minutes", "down", 1310.0),
    "first_contact_resolution_no_reassignment_rate": ("Not passed on", "share", "up", 0.57),
    "mrr_at_start": ("Recurring revenue at the start", "amount", "none", 400000.0),
    "mrr_new": ("New recurring revenue", "amount", "up", 30000.0),
    "mrr_expanded": ("Expanded recurring revenue", "amount", "up", 9000.0),
    "mrr_reactivated": ("Regained recurring revenue", "amount", "up", 2000.0),
    "mrr_contracted": ("Contracted recurring revenue", "amount", "down", 4000.0),
    "mrr_churned": ("Churned recurring revenue", "amount", "down", 25000.0),
    "cohort_retention_rate": ("Cohort retention", "share", "up", 0.71),
    "cohort_customers": ("Customers of the cohort", "count", "none", 83.0),
    "customers_at_risk": ("Customers at risk", "count", "down", 69.0),
    "customers_at_risk_share": ("Share of customers at risk", "share", "down", 0.02),
    "health_auc": ("Churn told by the health score", "score", "up", 0.66),
    "health_worst_decile_lift": ("Churn of the worst tenth", "score", "up", 2.3),
    "follow_ups_due": ("Follow-ups due", "count", "none", 50.0),
    "follow_ups_open": ("Open follow-ups", "count", "down", 12.0),
    "follow_up_rate": ("Followed up in time", "share", "up", 0.26),
    "follow_up_recovery_rate": ("Recovered", "share", "up", 0.6),
    "mrr_at_risk": ("Revenue at risk", "amount", "down", 21000.0),
    "mrr_at_risk_share": ("Share of revenue at risk", "share", "down", 0.05),
    "churn_baseline_rate": ("Customer churn of the baseline", "share", "down", 0.021),
    "churn_recent_rate": ("Customer churn of the recent months", "share", "down", 0.017),
    "churn_savings": ("Saved by lower churn", "amount", "up", 52000.0),
    "backlog": ("Backlog", "count", "down", 320.0),
    "abandonment_rate": ("Abandonment rate", "share", "down", 0.08),
    "queue_contacts_offered": ("Queue contacts offered", "count", "none", 700.0),
    "queue_wait_minutes_median": ("Waiting time in the queue", "minutes", "down", 2.5),
    "contact_cost": ("Cost of contacts", "amount", "down", 41000.0),
    "repeat_contact_cost": ("Cost of repeat contacts", "amount", "down", 9000.0),
    "contacts_without_cost": ("Contacts without a known cost", "count", "down", 30.0),
    "first_reply_business_minutes_median": ("In business hours", "minutes", "down", 50.0),
    "first_reply_business_minutes_p90": ("In business hours, p90", "minutes", "down", 220.0),
    "first_reply_last_schedule_minutes_median": ("Last schedule", "minutes", "down", 45.0),
    "first_reply_last_schedule_minutes_p90": ("Last schedule, p90", "minutes", "down", 200.0),
    "mrr": ("Monthly recurring revenue", "amount", "up", 412000.0),
    "customers_at_start": ("Customers at start", "count", "up", 2100.0),
    "customers_lost": ("Customers lost", "count", "down", 38.0),
    "logo_churn_rate": ("Customer churn", "share", "down", 0.018),
    "gross_revenue_retention_rate": ("Gross revenue retention", "share", "up", 0.975),
    "net_revenue_retention_rate": ("Net revenue retention", "share", "up", 1.004),
    "revenue": ("Revenue", "amount", "up", 702000.0),
    "paying_customers": ("Paying customers", "count", "up", 3100.0),
    "revenue_per_customer": ("Revenue per paying customer", "amount", "up", 226.5),
    "clv_predicted_mean": ("Predicted value per customer", "amount", "up", 1180.0),
    "clv_predicted_total": ("Predicted value", "amount", "up", 4.1e6),
    "clv_historical_mean": ("Value to date per customer", "amount", "up", 2240.0),
}


@dataclass(frozen=True)
class KnownAnswers:
    """Answers every question by a smooth series, at the edge where MetricFlow would stand."""

    def metrics(self) -> tuple[MetricInfo, ...]:
        return tuple(
            MetricInfo(
                name,
                label,
                f"{label}, as defined.",
                unit,
                direction,
                "D20",
                "CX team",
                "simple",
                (),
            )
            for name, (label, unit, direction, _) in _METRICS.items()
        )

    def query(self, query: MetricsQuery, parameters: object = None) -> QueryResult:
        for name in query.metrics:
            if name not in _METRICS:
                raise SemanticError(f"there is no metric '{name}'")
        keys: list[tuple[object, ...]] = [()]
        columns: list[str] = []
        if query.grain:
            columns.append(f"metric_time__{query.grain}")
            keys = [(month,) for month in _months(query.start, query.end)]
        for dimension in query.group_by:
            columns.append(dimension)
            keys = [(*key, value) for key in keys for value in _DIMENSIONS[dimension]]
        rows = tuple(
            (*key, *(_value(name, number) for name in query.metrics))
            for number, key in enumerate(keys)
        )
        columns += query.metrics
        if query.interval or query.against:
            rows = tuple(
                (*row, *_beside(query, row[len(row) - len(query.metrics) :])) for row in rows
            )
            columns += [f"{name}_{end}" for name in query.metrics for end in _ends(query)]
        literals = ", ".join(
            "(" + ", ".join(_literal(value) for value in row) + ")" for row in rows
        )
        names = ", ".join(columns)
        types = tuple(_type(value) for value in rows[0])
        return QueryResult(
            tuple(columns), types, rows, f"select * from (values {literals}) as answers ({names})"
        )

    def cube(self, asked: CubeQuery) -> Cube:
        """One group of nine customers in one month, with nothing to add up."""
        if unknown := [name for name in asked.grouped_by if name not in _DIMENSIONS]:
            raise SemanticError(f"there is no dimension '{unknown[0]}'")
        values = {name: list(_DIMENSIONS[name]) for name in asked.grouped_by}
        return Cube(
            dimensions=values,
            months=["2026-10-01"],
            families=[
                Family(
                    groups={"customers": [9], **{name: [0] for name in values}},
                    rows={"group": [0], "month": [0]},
                    given_up={name: [0] * len(told) for name, told in values.items()},
                )
            ],
            metrics=[],
            questions={name: {} for name in asked.questions},
            minimum=asked.minimum,
        )


def _ends(query: MetricsQuery) -> tuple[str, ...]:
    told = ("n", "low", "high", "goal", "status")
    return (*told, "against", "against_n", "change", "z", "verdict") if query.against else told


def _beside(query: MetricsQuery, values: tuple[object, ...]) -> list[object]:
    """What the semantic layer tells beside each value: 400 answers, a change of 4 %."""
    told: list[object] = []
    for value in values:
        assert isinstance(value, int | float)
        told += [400, value * 0.97, value * 1.03, value * 1.1, "missed"]
        if query.against:
            told += [value * 0.96, 400, value * 0.04, 2.5, "better"]
    return told


def _months(start: date | None, end: date | None) -> list[date]:
    assert start is not None
    assert end is not None
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(first, last + 1)]


def _value(name: str, number: int) -> float | int:
    unit, base = _METRICS[name][1], _METRICS[name][3]
    wave = 1 + 0.009 * number + 0.025 * math.sin(number * 1.7 + len(name))
    if name.startswith("mrr") and number == 0:
        return base  # the movements of recurring revenue add up
    if "rate" in name and base > 0.9:
        wave = 1 + 0.012 * math.sin(number + len(name))
    return round(base * wave) if unit == "count" else base * wave


def _literal(value: object) -> str:
    return (
        f"date '{value}'"
        if isinstance(value, date)
        else f"'{value}'"
        if isinstance(value, str)
        else f"cast({value} as double)"
        if isinstance(value, float)
        else str(value)
    )


def _type(value: object) -> str:
    return {date: "DATE", str: "VARCHAR", int: "BIGINT", float: "DOUBLE"}[type(value)]


def write_warehouse(file: Path, *, name: str = "ok") -> Path:
    """A published warehouse with the tables pages read, a few rows each."""
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(file))
    for statement in _STATEMENTS.read_text(encoding="utf-8").split(";"):
        if statement.strip():
            connection.execute(statement)
    connection.execute(
        "update marts.fct_contacts set topic_name = ? where contact_id = '3'", [name]
    )
    connection.close()
    return file
