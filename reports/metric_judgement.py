"""The SQL around a question's own SQL that adds intervals, goals, statuses and comparisons.

Takes compiled statements and puts columns beside their metrics; nothing here knows MetricFlow.
What the columns are is `metric_columns.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from reports.comparisons import at_its_place, time_grain
from reports.metric_columns import (
    AGAINST,
    ASKED,
    IN_PLACE,
    JUDGED,
    Columns,
    Named,
    Reading,
    day_of_goals,
)
from reports.metric_definitions import Definitions, near_names
from reports.metric_goals import Goals
from reports.metric_queries import MetricsQuery, SemanticError, ordering
from reports.sql import quoted


@dataclass(frozen=True)
class Judgement:
    """What is known of the metrics beside their values.

    Attributes:
        definitions: What the manifest says about each metric.
        goals: What the company wants of them.
        as_of: The last complete day; None if the warehouse does not tell.
    """

    definitions: Definitions
    goals: Goals
    as_of: date | None = None

    def parts(self, query: MetricsQuery) -> tuple[str, ...]:
        """All metrics to ask for: the named ones, then what their intervals are made of."""
        beside = [part for name in query.metrics for part in self.parts_of(name)]
        return tuple(dict.fromkeys([*query.metrics, *beside]))

    def is_asked(self, query: MetricsQuery) -> bool:
        """Whether the answer is more, or less, than the metrics themselves."""
        held = query.least_n and any(map(self.definitions.interval, query.metrics))
        return query.is_judged or bool(held)

    def counted(self, name: str) -> tuple[str, ...]:
        """A metric and what its interval is made of: whoever is behind its value."""
        spec = self.definitions.interval(name)
        return (name, *(spec.parts.values() if spec else ()))

    def parts_of(self, name: str) -> tuple[str, ...]:
        """The same, and what is still pending."""
        pending = self.definitions.maturing(name)
        return (*self.counted(name), *([pending] if pending else ()))

    def around(
        self, query: MetricsQuery, group_by: Sequence[str], sql: str, against: str | None = None
    ) -> str:
        """The statement that answers the whole question.

        Args:
            query: The question.
            group_by: Its grouping columns, as the statements name them.
            sql: Compiled for all of `parts`, unordered.
            against: The same for the other period.

        Raises:
            SemanticError: The answer is to be ordered by a column it does not have.
        """
        reading = Named()
        columns = {name: f'{reading.relation}."{name}"' for name in group_by}
        columns |= self.columns(query, group_by, is_compared=against is not None, reading=reading)
        ctes = f"with {ASKED} as (\n{sql}\n)"
        if against:
            ctes += f",\n{AGAINST} as (\n{at_its_place(against, query, group_by)}\n)"
        rows = _rows(reading, group_by, is_compared=against is not None)
        statement = (
            f"{ctes},\n{JUDGED} as (\n{rows}\n)\nselect\n    {_listed(columns)}\nfrom {JUDGED}"
        )
        return statement + _order(query, group_by, columns)

    def columns(
        self,
        query: MetricsQuery,
        group_by: Sequence[str],
        *,
        is_compared: bool,
        day: str | None = None,
        reading: Reading = IN_PLACE,
    ) -> dict[str, str]:
        """Every metric and what is told beside it, each as SQL.

        Args:
            query: The question.
            group_by: Its grouping columns.
            is_compared: Whether there is another period.
            day: The day whose goals hold, as SQL; told by the grouping columns by default.
            reading: Where the SQL finds values and counts; in `asked` and `against` by default.
        """
        day = day or day_of_goals(query, group_by, reading.relation, self.as_of)
        columns = Columns(self.definitions, self.goals, query, group_by, day, is_compared, reading)
        return {
            column: sql for name in query.metrics for column, sql in columns.beside(name).items()
        }


def _rows(reading: Named, group_by: Sequence[str], *, is_compared: bool) -> str:
    """The rows of both periods side by side, with what several columns need."""
    groups = {name: f'{ASKED}."{name}"' for name in group_by}
    source = f"from {ASKED}"
    if is_compared:
        groups = {name: f'coalesce({sql}, {AGAINST}."{name}")' for name, sql in groups.items()}
        same = [f'{ASKED}."{n}" is not distinct from {AGAINST}."{n}"' for n in group_by]
        # A group that is gone is told; a month in which nothing happened is no row of the question.
        is_own = not group_by or time_grain(group_by) is not None
        how = "left join" if is_own else "full outer join"
        source += f"\n{how} {AGAINST}\n    on {' and '.join(same) or 'true'}"
    rows = f"select\n    {_listed(groups | reading.read)}\n{source}"
    if reading.made:
        rows = f"select\n    *,\n    {_listed(reading.made)}\nfrom (\n{rows}\n) as {JUDGED}"
    return rows


def _listed(columns: Mapping[str, str]) -> str:
    return ",\n    ".join(f'{sql} as "{name}"' for name, sql in columns.items())


def _order(query: MetricsQuery, group_by: Sequence[str], columns: Mapping[str, str]) -> str:
    """The rule of every answer, as SQL over the columns of this one."""
    terms = []
    for asked in ordering(query, group_by):
        name = asked.removeprefix("-")
        if name not in columns:
            near = near_names(name, columns)
            raise SemanticError(f"order_by '{name}' is no column of the answer{near}")
        terms.append(f"{quoted(name)} desc" if asked.startswith("-") else quoted(name))
    ordered = f"\norder by {', '.join(terms)}" if terms else ""
    return ordered + (f"\nlimit {query.limit}" if query.limit else "")
