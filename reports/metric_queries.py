"""What is asked of the semantic layer and what it answers.

Plain data shared by the pages, the command line and `semantic.py`; nothing here knows MetricFlow.
"""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Direction = Literal["up", "down", "none"]
Unit = Literal["score", "share", "minutes", "amount", "count"]
Grain = Literal["day", "week", "month", "quarter", "year"]


class SemanticError(Exception):
    """A question that cannot be answered; says which name is wrong and which are near."""


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
            plain `metric_time` in `group_by`).
    """

    metrics: tuple[str, ...]
    group_by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    order_by: tuple[str, ...] = ()
    limit: int | None = None
    grain: Grain | None = None


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
