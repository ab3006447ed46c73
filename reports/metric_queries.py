"""What is asked of the semantic layer and what it answers.

Plain data shared by the pages, the command line and `semantic.py`; nothing here knows MetricFlow.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from reports.metric_filters import GRAINS

Direction = Literal["up", "down", "none"]
Unit = Literal["score", "share", "minutes", "amount", "count"]
Grain = Literal["day", "week", "month", "quarter", "year"]


class SemanticError(Exception):
    """A question that cannot be answered; says which name is wrong and which are near."""


class UnknownMetricError(SemanticError):
    """A metric that the warehouse does not define."""

    def __init__(self, name: str, hint: str) -> None:
        """Its name, and what may have been meant."""
        super().__init__(f"there is no metric '{name}'{hint}")
        self.name = name


class QuestionError(SemanticError):
    """A condition or a period that is none, whatever the metrics are."""


@dataclass(frozen=True)
class MetricInfo:
    """One public metric, as its YAML describes it.

    Attributes:
        name: What a query calls it.
        label: What a reader calls it.
        description: Its formula in words.
        unit: How to read the number; shares are 0–1, amounts in the company's currency.
        direction: Which way is better.
        decision: Number of the decision that settles a contested definition ("" for none).
        owner: Who answers for it.
        type: MetricFlow's kind: simple, ratio, derived or cumulative.
        dimensions: Everything it can be grouped by, `metric_time` first, then by name.
        interval: How its 95% interval is computed ("" for none).
        strict_goals: Goals that a value must pass: the goal itself does not meet them.
    """

    name: str
    label: str
    description: str
    unit: Unit
    direction: Direction
    decision: str
    owner: str
    type: str
    dimensions: tuple[str, ...]
    interval: str = ""
    strict_goals: tuple[float, ...] = ()


@dataclass(frozen=True)
class MetricsQuery:
    """One question.

    Attributes:
        metrics: Names of metrics, in the order of the result's columns.
        group_by: `metric_time__month`, `customer__customer_type`, …; they come before the metrics.
        where: Conditions that must all hold, over the same names: `customer__tier_name = 'gold'`.
        start: First day of the period, by the metric's own date; None for the beginning.
        end: Last day of the period (inclusive); None for the end. A period is widened to whole
            units of the finest grain asked for.
        order_by: Columns of the result, `-` in front for descending; what they leave open is
            ordered by the grouping columns, so that rows always come in the same order.
        limit: At most so many rows; None for all.
        grain: Adds `metric_time__<grain>` as the first grouping column (or sets the grain of a
            plain `metric_time` in `group_by`, which is days without it).
        interval: Adds, behind each metric, `<metric>_n`, `_low` and `_high` if it has an interval,
            and `_goal` and `_status` if one of its directions is better.
        against: First and last day of another period to compare with (`comparisons.compared`);
            implies `interval` and adds `<metric>_against` and `_change`, and to metrics that have
            an interval `_against_n`, `_z` and `_verdict`. Rows with a time of their own are
            compared with those at their place in the other period.
        least_n: Holds back what fewer answers are behind: value, interval, change and status. For
            metrics that have an interval; others count no answers.
    """

    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    grain: Grain | None = None
    interval: bool = False
    against: tuple[date, date] | None = None
    least_n: int = 0

    @property
    def is_judged(self) -> bool:
        """Whether more is asked than the metrics themselves."""
        return self.interval or self.against is not None


@dataclass(frozen=True)
class QueryResult:
    """The rows of an answer: grouping columns first, then metrics, both in the asked order.

    Attributes:
        columns: Names of the columns.
        types: DuckDB's types of the columns, in upper case (`DATE`, `VARCHAR`, `DOUBLE`, …).
        rows: Plain Python values; `metric_time` columns are dates; None where nothing is known.
        sql: The statement that was run.
    """

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]
    sql: str


@dataclass(frozen=True)
class Explanation:
    """What a metric means and how it is computed.

    Attributes:
        metric: The metric itself: label, definition in words, decision, owner.
        inputs: What it is made of, each as `name: aggregation of expression in model`.
        marts: Names of the marts it reads.
        sql: The statement that computes it by month.
    """

    metric: MetricInfo
    inputs: tuple[str, ...]
    marts: tuple[str, ...]
    sql: str


def grouping(query: MetricsQuery) -> list[str]:
    """The grouping columns, with the grain put on `metric_time`: days if none is asked for."""
    timed = f"metric_time__{query.grain or 'day'}"
    asked = [timed if name == "metric_time" else name for name in query.group_by]
    return asked if query.grain is None or timed in asked else [timed, *asked]


def time_grains(group_by: Sequence[str]) -> list[str]:
    """The grains of the rows' own time, the finest first."""
    return [grain for grain in GRAINS if f"metric_time__{grain}" in group_by]


def ordering(query: MetricsQuery, group_by: Sequence[str]) -> list[str]:
    """What was asked, then the grouping columns, so that no two rows change places."""
    timed = f"metric_time__{query.grain or 'day'}"
    asked = [
        name.replace("metric_time", timed) if name.lstrip("-") == "metric_time" else name
        for name in query.order_by
    ]
    named = {name.lstrip("-") for name in asked}
    return [*asked, *(name for name in group_by if name not in named)]
