"""The SQL around a question's own SQL that adds intervals, goals, statuses and comparisons.

Takes compiled statements and puts columns beside their metrics; nothing here knows MetricFlow,
and the arithmetic is `uncertainty.py` and `metric_goals.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reports.metric_definitions import Definitions, IntervalSpec, near_names
from reports.metric_filters import GRAINS
from reports.metric_goals import ANY_GRAIN, Goals, Judged, goal_sql, status_sql
from reports.metric_queries import MetricsQuery, SemanticError, ordering
from reports.sql import quoted
from reports.uncertainty import METHODS, Z, error_of_difference

_ASKED, _AGAINST = "asked", "against"
_GRAINS_BY_MONTHS = {1: "month", 3: "quarter", 12: "year"}


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
        columns = {name: f'{_ASKED}."{name}"' for name in group_by}
        if against:
            columns = {
                name: f'coalesce({_ASKED}."{name}", {_AGAINST}."{name}")' for name in group_by
            }
        columns |= self.columns(query, group_by, is_compared=against is not None)
        listed = ",\n    ".join(f'{expression} as "{name}"' for name, expression in columns.items())
        ctes = f"with {_ASKED} as (\n{sql}\n)"
        joined = f"from {_ASKED}"
        if against:
            ctes += f",\n{_AGAINST} as (\n{against}\n)"
            same = [f'{_ASKED}."{n}" is not distinct from {_AGAINST}."{n}"' for n in group_by]
            how = "full outer join" if group_by else "left join"
            joined += f"\n{how} {_AGAINST}\n    on {' and '.join(same) or 'true'}"
        statement = f"{ctes}\nselect\n    {listed}\n{joined}"
        return statement + _order(query, group_by, columns)

    def columns(
        self,
        query: MetricsQuery,
        group_by: Sequence[str],
        *,
        is_compared: bool,
        day: str | None = None,
    ) -> dict[str, str]:
        """Every metric and what is told beside it, each as SQL over `asked` and `against`.

        Args:
            query: The question.
            group_by: Its grouping columns.
            is_compared: Whether there is another period.
            day: The day whose goals hold, as SQL; told by the grouping columns by default.
        """
        day = day or self._day(query, group_by)
        return {
            column: sql
            for name in query.metrics
            for column, sql in self._beside(
                query, group_by, name, day, is_compared=is_compared
            ).items()
        }

    def _beside(
        self,
        query: MetricsQuery,
        group_by: Sequence[str],
        name: str,
        day: str,
        *,
        is_compared: bool,
    ) -> dict[str, str]:
        """A metric and what is told beside it, each as SQL."""
        spec = self.definitions.interval(name)
        parts = _parts(spec, name, _ASKED) if spec else {}
        held = _Held(parts.get("n"), query.least_n)
        columns = {name: held.unless_few(f'{_ASKED}."{name}"')}
        if not query.is_judged:
            return columns
        if spec:
            low, high = METHODS[spec.method].interval(parts)
            columns |= {
                f"{name}_n": f"cast({parts['n']} as bigint)",
                f"{name}_low": held.unless_few(f"cast({low} as double)"),
                f"{name}_high": held.unless_few(f"cast({high} as double)"),
            }
        if self.definitions.direction(name) != "none":
            columns |= self._status(query, group_by, name, spec, day)
        if spec and is_compared:
            columns |= self._comparison(group_by, name, spec, day, query.least_n)
        return columns

    def _status(
        self,
        query: MetricsQuery,
        group_by: Sequence[str],
        name: str,
        spec: IntervalSpec | None,
        day: str,
    ) -> dict[str, str]:
        grain = _covered(query, group_by) if self.definitions.adds_up(name) else ANY_GRAIN
        goals = self.goals.of(name, group_by, grain)
        parts = _parts(spec, name, _ASKED) if spec else {}
        pending = self.definitions.maturing(name)
        judged = Judged(
            value=f'{_ASKED}."{name}"',
            day=day,
            relation=_ASKED,
            n=parts.get("n"),
            count=parts.get("count"),
            pending=f'coalesce({_ASKED}."{pending}", 0)' if pending else None,
        )
        minimum = _at_least(self.goals.minimum_n(name, group_by, judged), query.least_n)
        return {
            f"{name}_goal": f"cast({goal_sql(goals, judged)} as double)",
            f"{name}_status": status_sql(goals, judged, minimum),
        }

    def _comparison(
        self, group_by: Sequence[str], name: str, spec: IntervalSpec, day: str, least_n: int
    ) -> dict[str, str]:
        """The other period, the change, its z and what may be said of it (DECISIONS D111)."""
        parts, before = _parts(spec, name, _ASKED), _parts(spec, name, _AGAINST)
        change = f'({_ASKED}."{name}" - {_AGAINST}."{name}")'
        error = error_of_difference(METHODS[spec.method], parts, before)
        row = Judged(value=f'{_ASKED}."{name}"', day=day, relation=_ASKED)
        minimum = _at_least(self.goals.minimum_n(name, group_by, row), least_n)
        up, down = ("higher", "lower")
        if (direction := self.definitions.direction(name)) != "none":
            up, down = ("better", "worse") if direction == "up" else ("worse", "better")
        verdict = (
            f"case when {parts['n']} < {minimum} or {before['n']} < {minimum}"
            f" or {change} is null or {error} is null then 'few'"
            f" when abs({change}) <= {Z!r} * {error} then 'same'"
            f" when {change} > 0 then '{up}' when {change} < 0 then '{down}' else 'same' end"
        )
        earlier, both = (
            _Held(before["n"], least_n),
            _Held(f"least({parts['n']}, {before['n']})", least_n),
        )
        return {
            f"{name}_against": earlier.unless_few(f'{_AGAINST}."{name}"'),
            f"{name}_against_n": f"cast({before['n']} as bigint)",
            f"{name}_change": both.unless_few(change),
            f"{name}_z": both.unless_few(f"{change} / nullif({error}, 0)"),
            f"{name}_verdict": verdict,
        }

    def _day(self, query: MetricsQuery, group_by: Sequence[str]) -> str:
        """The day whose goals hold for a row: the period's last, but none that has not been."""
        known = [day for day in (query.end, self.as_of) if day is not None]
        last = f"date '{min(known)}'" if known else "date '9999-12-31'"
        for name in group_by:
            base, _, grain = name.rpartition("__")
            if base == "metric_time" and grain in GRAINS:
                after = f'{_ASKED}."{name}" + interval 1 {grain} - interval 1 day'
                return f"least(cast({after} as date), {last})"
        return last


@dataclass(frozen=True)
class _Held:
    """What is held back where fewer answers are known than a page may show."""

    n: str | None
    least: int

    def unless_few(self, sql: str) -> str:
        """The SQL, null where the answers are too few."""
        return (
            f"case when {self.n} >= {self.least} then {sql} end" if self.n and self.least else sql
        )


def _at_least(minimum: str, least_n: int) -> str:
    return f"greatest({minimum}, {least_n})" if least_n else minimum


def _covered(query: MetricsQuery, group_by: Sequence[str]) -> str | None:
    """The period that a row covers: that of its time, else of the question; None for another."""
    for grain in GRAINS:
        if f"metric_time__{grain}" in group_by:
            return grain
    if query.start is None or query.end is None:
        return None
    days = (query.end - query.start).days + 1
    after = query.end + timedelta(days=1)
    months = 12 * (after.year - query.start.year) + after.month - query.start.month
    if query.start.day == after.day == 1 and months in _GRAINS_BY_MONTHS:
        return _GRAINS_BY_MONTHS[months]
    return {1: "day", 7: "week"}.get(days)


def _parts(spec: IntervalSpec, metric: str, relation: str) -> Mapping[str, str]:
    counts = {role: f'coalesce({relation}."{name}", 0)' for role, name in spec.parts.items()}
    return {**counts, "value": f'{relation}."{metric}"'}


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
