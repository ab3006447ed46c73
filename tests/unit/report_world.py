"""A tiny published warehouse and a semantic layer's answers, for tests of the report site."""

import math
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from reports.config import SiteConfig
from reports.filters.cube import Cube, CubeQuery, Family
from reports.metric_queries import (
    Explanation,
    MetricInfo,
    MetricsQuery,
    QueryResult,
    SemanticError,
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
_TWO: dict[str, tuple[object, ...]] = {
    "varchar": ("first", "second"),
    "boolean": ("false", "true"),
    "bigint": (1, 2),
}
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
# What an invented metric says, by its unit; these say what must go together on a page.
_TYPICAL = {"score": 40.0, "share": 0.5, "minutes": 90.0, "amount": 9000.0, "count": 600.0}
_VALUES = {
    "nps": 46.0,
    "mrr_at_start": 400000.0,
    "mrr_new": 30000.0,
    "mrr_expanded": 9000.0,
    "mrr_reactivated": 2000.0,
    "mrr_contracted": 4000.0,
    "mrr_churned": 25000.0,
    "mrr": 412000.0,
}


@cache
def _models() -> tuple[dict[str, Any], ...]:
    """What the YAML of the marts and of metrics across them says."""
    paths = sorted(
        path for room in ("marts", "metrics") for path in (_MODELS / room).rglob("*.yml")
    )
    documents = [yaml.load(path.read_bytes(), Loader=_LOADER) for path in paths]
    return tuple(part for told in documents for part in (told, *told.get("models", ())))


@cache
def _metrics(*, with_hidden: bool = True) -> dict[str, MetricInfo]:
    """The metrics as the project's YAML defines them; the hidden ones can be asked by name."""
    return {
        metric["name"]: _info(metric)
        for part in _models()
        for metric in part.get("metrics", ())
        if with_hidden or not metric.get("hidden")
    }


@cache
def _dimensions() -> dict[str, tuple[object, ...]]:
    """Two values of every dimension of a mart, but for those whose words a test looks at."""
    found: dict[str, tuple[object, ...]] = {}
    for part in _models():
        columns = part.get("columns", ())
        entities = [each["entity"] for each in columns if "entity" in each]
        primary = [each["name"] for each in entities if each["type"] == "primary"]
        for column in columns:
            if primary and column.get("dimension", {}).get("type") == "categorical":
                found[f"{primary[0]}__{column['name']}"] = _TWO[column["data_type"]]
    return {**found, **_DIMENSIONS}


def _info(metric: dict[str, Any]) -> MetricInfo:
    meta = metric["config"]["meta"]
    return MetricInfo(
        metric["name"],
        metric["label"],
        metric["description"],
        meta["unit"],
        meta["direction"],
        meta.get("decision", ""),
        meta.get("owner", ""),
        metric["type"],
        (),
    )


@dataclass(frozen=True)
class KnownAnswers:
    """Answers every question by a smooth series, at the edge where MetricFlow would stand."""

    def metrics(self) -> tuple[MetricInfo, ...]:
        return tuple(_metrics(with_hidden=False).values())

    def query(self, query: MetricsQuery, parameters: object = None) -> QueryResult:
        for name in query.metrics:
            if name not in _metrics():
                raise SemanticError(f"there is no metric '{name}'")
        keys: list[tuple[object, ...]] = [()]
        columns: list[str] = []
        if query.grain:
            columns.append(f"metric_time__{query.grain}")
            keys = [(month,) for month in _months(query.start, query.end)]
        for dimension in query.group_by:
            columns.append(dimension)
            if dimension not in _dimensions():
                raise SemanticError(f"there is no dimension '{dimension}'")
            keys = [(*key, value) for key in keys for value in _dimensions()[dimension]]
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

    def explain(self, name: str) -> Explanation:
        """A ratio of a hidden part and a public one."""
        inputs = (
            f"{name}: {name}_part / contacts",
            f"{name}_part: sum of a < b in fct_a",
            "contacts: count of contact_id in fct_a",
        )
        return Explanation(
            _metrics()[name], inputs, ("fct_a",), f"-- Plan\nselect {name}\n  -- Read\nfrom fct_a"
        )

    def cube(self, asked: CubeQuery) -> Cube:
        """One group of nine customers in one month, with nothing to add up."""
        if unknown := [name for name in asked.grouped_by if name not in _dimensions()]:
            raise SemanticError(f"there is no dimension '{unknown[0]}'")
        values = {name: list(_dimensions()[name]) for name in asked.grouped_by}
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
    unit = _metrics()[name].unit
    base = _VALUES.get(name, _TYPICAL[unit])
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
    for mart in _models():
        _write_mart(connection, mart)
    connection.execute(
        "update marts.fct_contacts set topic_name = ? where contact_id = '3'", [name]
    )
    connection.close()
    return file


def _write_mart(connection: duckdb.DuckDBPyConnection, mart: dict[str, Any]) -> None:
    """One row without values of a mart for which none were thought up."""
    columns = mart.get("columns", ())
    if columns:
        nulls = ", ".join(
            f"cast(null as {each['data_type']}) as {each['name']}" for each in columns
        )
        connection.execute(f"create table if not exists marts.{mart['name']} as select {nulls}")
