"""The cube of a page: sums and counts by its filters' dimensions and by month, small groups merged.

Everything a filter shows is computed from these rows by the formulas that the semantic layer uses
itself; how they are read is `facts.py`, how groups are merged `merging.py`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reports.filters.facts import Facts, FamilyFacts, Value
from reports.filters.formula import Tree, tree
from reports.filters.parts import Additive, PartFamily
from reports.metric_queries import MetricsQuery, SemanticError, grouping
from reports.periods import whole_months

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
            if query.grain and query.against:
                raise SemanticError(f"'{name}' cannot be filtered: against, and by month as well")
        periods = [(query.start, query.end) for query in self.questions.values()]
        periods += [query.against for query in self.questions.values() if query.against]
        known = [(start, end) for start, end in periods if start and end]
        if len(known) < len(periods):
            raise SemanticError("a question that can be filtered tells its period, such as last:")
        for name, query in self.questions.items():
            _check_months(name, query)
        start, end = min(first for first, _ in known), max(last for _, last in known)
        return MetricsQuery(
            metrics=tuple(leaves),
            group_by=(self.customer, *self.grouped_by),
            start=start,
            end=end,
            grain="month",
        )


def _check_months(name: str, query: MetricsQuery) -> None:
    """Refuse a period that cannot be told by the cube's months.

    Raises:
        SemanticError: It has a part of a month, or is compared with one of another length.
    """
    asked = whole_months(query.start, query.end)
    against = whole_months(*query.against) if query.against else asked
    if not asked or not against:
        raise SemanticError(f"'{name}' cannot be filtered: its period is no whole months")
    if asked != against:
        raise SemanticError(f"'{name}' cannot be filtered: against is not as long as its period")


@dataclass(frozen=True)
class Cube:
    """Groups, months and parts, column by column, and the formulas over them.

    Attributes:
        dimensions: Values of each dimension, in order.
        months: First days.
        families: Groups and rows of the parts that are told of the same customers.
        metrics: Formulas of the metrics, each after those it needs.
        questions: What each question asks and the formulas of its columns.
        minimum: Customers that each group holds at least.
    """

    dimensions: Mapping[str, Sequence[Value | None]]
    months: Sequence[str]
    families: Sequence["Family"]
    metrics: Sequence[tuple[str, Tree]]
    questions: Mapping[str, Mapping[str, Any]]
    minimum: int


@dataclass(frozen=True)
class Family:
    """Parts that are told by the same groups.

    Attributes:
        groups: Customers and the place of each dimension's value by group; −1 is given up.
        rows: Group, month and parts by row.
        given_up: Customers of each dimension's values whose group does not tell them.
    """

    groups: Mapping[str, Sequence[int]]
    rows: Mapping[str, Sequence[float | None]]
    given_up: Mapping[str, Sequence[int]]


def read_cube(
    connection: "DuckDBPyConnection",
    asked: CubeQuery,
    sql: str,
    additive: Additive,
    columns: Mapping[str, Mapping[str, str]],
    families: Sequence[PartFamily],
) -> Cube:
    """The cube of a page's questions.

    Args:
        connection: The published warehouse.
        asked: What the filters need.
        sql: The finest question, compiled.
        additive: The parts and the formulas of its metrics.
        columns: The SQL of each question's columns.
        families: The parts that share their groups.
    """
    facts = Facts(connection, asked.grouped_by, asked.minimum)
    with facts.kept(sql, asked.customer, MONTH):
        found = [facts.family(family) for family in families]
        casts = dict(zip(asked.grouped_by, facts.casts(), strict=True))
    values = {
        name: _distinct(
            (group[place] for one in found for group in one.groups if place < len(group)), cast
        )
        for place, (name, cast) in enumerate(casts.items())
    }
    months = sorted({row[1] for one in found for row in one.rows})
    return Cube(
        dimensions={
            name: [None if value is None else casts[name](value) for value in known]
            for name, known in values.items()
        },
        months=[month.isoformat() for month in months],
        families=[
            _family(one, family.parts, values, months)
            for one, family in zip(found, families, strict=True)
        ],
        metrics=[(name, tree(told_by)) for name, told_by in additive.formulas.items()],
        questions={
            name: _question(query, columns[name]) for name, query in asked.questions.items()
        },
        minimum=asked.minimum,
    )


def _family(
    facts: FamilyFacts,
    parts: Sequence[str],
    values: Mapping[str, list[str | None]],
    months: Sequence[date],
) -> Family:
    groups: dict[str, list[int]] = {"customers": list(facts.groups.values())}
    for place, (name, known) in enumerate(values.items()):
        groups[name] = [
            known.index(group[place]) if place < len(group) else -1 for group in facts.groups
        ]
    columns = list(zip(*facts.rows, strict=True)) or [()] * (len(parts) + 2)
    return Family(
        groups=groups,
        rows={
            "group": list(columns[0]),
            "month": [months.index(month) for month in columns[1]],
            **{
                part: [_number(value) for value in column]
                for part, column in zip(parts, columns[2:], strict=True)
            },
        },
        given_up={
            name: [facts.given_up[place].get(value, 0) for value in known]
            for place, (name, known) in enumerate(values.items())
        },
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


def _distinct(values: Iterable[str | None], cast: Callable[[str], Value]) -> list[str | None]:
    """The values in the order of what they are, what is not known last."""
    distinct = set(values)
    known = sorted((value for value in distinct if value is not None), key=cast)
    return [*known, *([None] if None in distinct else [])]


def _number(value: float | None) -> float | None:
    return int(value) if value is not None and float(value).is_integer() else value
