"""The cube of a page: sums and counts by its filters' dimensions and by month, small groups merged.

Everything a filter shows is computed from these rows by the formulas that the semantic layer uses
itself; how groups are merged is `merging.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.filters.formula import Tree, tree
from reports.filters.merging import MERGED, Merging
from reports.filters.parts import Additive
from reports.metric_queries import MetricsQuery, SemanticError, grouping
from reports.warehouse import settled_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTH = "metric_time__month"


@dataclass(frozen=True)
class CubeQuery:
    """What the filters of a page need.

    Attributes:
        questions: The page's questions by name, each over whole months.
        dimensions: What can be chosen, the one to give up last first.
        minimum: Customers that a group must hold.
        customer: The entity that is counted.
    """

    questions: Mapping[str, MetricsQuery]
    dimensions: tuple[str, ...]
    minimum: int
    customer: str = "customer"

    @property
    def grouped_by(self) -> tuple[str, ...]:
        """The cube's dimensions: those to choose from, and those the questions are grouped by."""
        asked = (name for query in self.questions.values() for name in query.group_by)
        plain = (name for name in asked if not name.startswith("metric_time"))
        return tuple(dict.fromkeys((*self.dimensions, *plain)))

    def finest(self, leaves: Sequence[str]) -> MetricsQuery:
        """The one question whose answer holds all others'."""
        for name, query in self.questions.items():
            if query.grain not in (None, "month") or query.where:
                raise SemanticError(f"'{name}' cannot be filtered: by month at most, without where")
        periods = [(query.start, query.end) for query in self.questions.values()]
        periods += [query.against for query in self.questions.values() if query.against]
        known = [(start, end) for start, end in periods if start and end]
        if len(known) < len(periods):
            raise SemanticError("a question that can be filtered tells its period, such as last:")
        start, end = min(first for first, _ in known), max(last for _, last in known)
        return MetricsQuery(
            metrics=tuple(leaves),
            group_by=(self.customer, *self.grouped_by),
            start=start,
            end=end,
            grain="month",
        )


@dataclass(frozen=True)
class Cube:
    """Groups, months and parts, column by column, and the formulas over them.

    Attributes:
        dimensions: Values of each dimension, in order.
        groups: Customers and the place of each dimension's value by group; −1 is given up.
        months: First days.
        rows: Group, month and parts by row.
        metrics: Formulas of the metrics, each after those it needs.
        questions: What each question asks and the formulas of its columns.
        minimum: Customers that each group holds at least.
    """

    dimensions: Mapping[str, Sequence[str | None]]
    groups: Mapping[str, Sequence[int]]
    months: Sequence[str]
    rows: Mapping[str, Sequence[float | None]]
    metrics: Sequence[tuple[str, Tree]]
    questions: Mapping[str, Mapping[str, Any]]
    minimum: int


def read_cube(
    connection: "DuckDBPyConnection",
    asked: CubeQuery,
    sql: str,
    additive: Additive,
    columns: Mapping[str, Mapping[str, str]],
) -> Cube:
    """The cube of a page's questions.

    Args:
        connection: The published warehouse.
        asked: What the filters need.
        sql: The finest question, compiled.
        additive: The parts and the formulas of its metrics.
        columns: The SQL of each question's columns.
    """
    dimensions = asked.grouped_by
    merging = Merging(dimensions, asked.customer, MONTH, asked.minimum)
    found = settled_rows(connection.execute(merging.statement(sql, additive.leaves)))
    names = ("group", "customers", *dimensions, "month", *additive.leaves)
    told = dict(zip(names, zip(*found, strict=True), strict=True)) if found else {}
    values = {name: _distinct(told.get(name, ())) for name in dimensions}
    months = _distinct(told.get("month", ()))
    by_group = {row[0]: row[1 : 2 + len(dimensions)] for row in found}
    groups: dict[str, list[int]] = {"customers": [group[0] for group in by_group.values()]}
    for place, name in enumerate(dimensions, 1):
        groups[name] = [_place(values[name], group[place]) for group in by_group.values()]
    rows: dict[str, list[float | None]] = {
        "group": [number - 1 for number in told.get("group", ())],
        "month": [months.index(month) for month in told.get("month", ())],
        **{leaf: [_number(value) for value in told.get(leaf, ())] for leaf in additive.leaves},
    }
    return Cube(
        dimensions=values,
        groups=groups,
        months=[month.isoformat() for month in months],
        rows=rows,
        metrics=[(name, tree(told_by)) for name, told_by in additive.formulas.items()],
        questions={
            name: _question(query, columns[name]) for name, query in asked.questions.items()
        },
        minimum=asked.minimum,
    )


def _question(query: MetricsQuery, columns: Mapping[str, str]) -> dict[str, Any]:
    assert query.start is not None
    assert query.end is not None
    return {
        "group_by": grouping(query),
        "period": [query.start.isoformat(), query.end.isoformat()],
        "against": [day.isoformat() for day in query.against] if query.against else None,
        "order_by": [
            name.replace("metric_time", MONTH) if name.lstrip("-") == "metric_time" else name
            for name in query.order_by
        ],
        "limit": query.limit,
        "columns": [[name, tree(sql)] for name, sql in columns.items()],
    }


def _distinct(values: Sequence[Any]) -> list[Any]:
    """The values in order, what is not known last; what was given up is none."""
    return sorted(set(values) - {MERGED}, key=lambda value: (value is None, value or ""))


def _place(values: Sequence[str | None], value: str | None) -> int:
    return -1 if value == MERGED else values.index(value)


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and float(value).is_integer() else value
