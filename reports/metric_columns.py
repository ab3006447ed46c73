"""What is told beside a metric: interval, goal, status and the change since another period, as SQL.

The arithmetic is `uncertainty.py` and `metric_goals.py`; the statement around the columns is
`metric_judgement.py`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from reports.metric_definitions import Definitions, IntervalSpec
from reports.metric_filters import GRAINS
from reports.metric_goals import ANY_GRAIN, Goals, Judged, goal_sql, status_sql
from reports.metric_queries import MetricsQuery, time_grains
from reports.uncertainty import ENDS, METHODS, Z, error_of_difference

ASKED, AGAINST, JUDGED = "asked", "against", "judged"
_GRAINS_BY_MONTHS = {1: "month", 3: "quarter", 12: "year"}


class Reading(Protocol):
    """How columns read what was asked."""

    relation: str
    """Where the grouping columns are."""

    def value(self, metric: str, period: str = ASKED) -> str:
        """The SQL of a metric in one of the two periods."""

    def count(self, metric: str, period: str = ASKED) -> str:
        """The same, and nothing counted is 0."""

    def once(self, name: str, sql: str) -> str:
        """The SQL of what several columns need."""


class InPlace:
    """From `asked` and `against` themselves: all that the script of a page's filters knows."""

    relation = ASKED

    def value(self, metric: str, period: str = ASKED) -> str:
        """A column of the period."""
        return f'{period}."{metric}"'

    def count(self, metric: str, period: str = ASKED) -> str:
        """A column of the period, without null."""
        return f"coalesce({self.value(metric, period)}, 0)"

    def once(self, name: str, sql: str) -> str:  # noqa: ARG002 - it needs no name here
        """As often as it is needed."""
        return sql


IN_PLACE = InPlace()


@dataclass
class Named:
    """From columns that the statement makes once.

    Each is needed in many others, and DuckDB reads and plans an expression as often as it stands.

    Attributes:
        read: What is read of the two periods, by name.
        made: What is made of that, by name.
    """

    relation: str = JUDGED
    read: dict[str, str] = field(default_factory=dict)
    made: dict[str, str] = field(default_factory=dict)

    def value(self, metric: str, period: str = ASKED) -> str:
        """A column of that name, and of the period's if it is the other."""
        return self._read(metric, period, IN_PLACE.value(metric, period))

    def count(self, metric: str, period: str = ASKED) -> str:
        """The same, apart from the metric itself, which may be null."""
        return self._read(f"{metric}_or_0", period, IN_PLACE.count(metric, period))

    def once(self, name: str, sql: str) -> str:
        """A column of its own."""
        self.made[name] = sql
        return f'"{name}"'

    def _read(self, name: str, period: str, sql: str) -> str:
        name = name if period == ASKED else f"{period}_{name}"
        self.read[name] = sql
        return f'"{name}"'


@dataclass(frozen=True)
class Columns:
    """The columns of one question's answer.

    Attributes:
        definitions: What the manifest says about each metric.
        goals: What the company wants of them.
        query: The question.
        group_by: Its grouping columns.
        day: The day whose goals hold, as SQL.
        is_compared: Whether there is another period.
        reading: Where values and counts are.
    """

    definitions: Definitions
    goals: Goals
    query: MetricsQuery
    group_by: Sequence[str]
    day: str
    is_compared: bool
    reading: Reading

    def beside(self, name: str) -> dict[str, str]:
        """A metric and what is told beside it, each as SQL."""
        spec = self.definitions.interval(name)
        parts = self._parts(name, spec)
        held = _Held(parts.get("n"), self.query.least_n)
        columns = {name: held.unless_few(self.reading.value(name))}
        if not self.query.is_judged:
            return columns
        if spec:
            low, high = METHODS[spec.method].interval(parts)
            columns |= {
                f"{name}_n": f"cast({parts['n']} as bigint)",
                f"{name}_low": held.unless_few(f"cast({low} as double)"),
                f"{name}_high": held.unless_few(f"cast({high} as double)"),
            }
        if self.definitions.direction(name) != "none":
            columns |= self._status(name, parts)
        if self.is_compared:
            columns |= self._comparison(name, spec, parts) if spec else self._change(name)
        return columns

    def _parts(
        self, name: str, spec: IntervalSpec | None, period: str = ASKED
    ) -> Mapping[str, str]:
        if spec is None:
            return {}
        value, count = self.reading.value, self.reading.count
        columns = {
            role: (value if role in ENDS else count)(part, period)
            for role, part in spec.parts.items()
        }
        return {**columns, "value": value(name, period)}

    def _status(self, name: str, parts: Mapping[str, str]) -> dict[str, str]:
        is_any = not self.definitions.adds_up(name)
        grain = ANY_GRAIN if is_any else _covered(self.query, self.group_by)
        goals = self.goals.of(name, self.group_by, grain)
        pending = self.definitions.maturing(name)
        judged = Judged(
            value=self.reading.value(name),
            day=self.day,
            relation=self.reading.relation,
            n=parts.get("n"),
            count=parts.get("count"),
            pending=self.reading.count(pending) if pending else None,
        )
        return {
            f"{name}_goal": f"cast({goal_sql(goals, judged)} as double)",
            f"{name}_status": status_sql(goals, judged, self._minimum(name, judged)),
        }

    def _change(self, name: str) -> dict[str, str]:
        """The same where no interval is known, so that nothing may be said of the change."""
        now, before = (self.reading.value(name, period) for period in (ASKED, AGAINST))
        return {f"{name}_against": before, f"{name}_change": f"{now} - {before}"}

    def _comparison(
        self, name: str, spec: IntervalSpec, parts: Mapping[str, str]
    ) -> dict[str, str]:
        """The other period, the change, its z and what may be said of it (DECISIONS D111)."""
        before, least_n = self._parts(name, spec, AGAINST), self.query.least_n
        once = self.reading.once
        change = once(f"{name}_change", f"({parts['value']} - {before['value']})")
        error = once(f"{name}_error", error_of_difference(METHODS[spec.method], parts, before))
        minimum = self._minimum(name, Judged(parts["value"], self.day, self.reading.relation))
        up, down = ("higher", "lower")
        if (direction := self.definitions.direction(name)) != "none":
            up, down = ("better", "worse") if direction == "up" else ("worse", "better")
        verdict = (
            f"case when {parts['n']} < {minimum} or {before['n']} < {minimum}"
            f" or {change} is null or {error} is null then 'few'"
            f" when abs({change}) <= {Z!r} * {error} then 'same'"
            f" when {change} > 0 then '{up}' when {change} < 0 then '{down}' else 'same' end"
        )
        earlier = _Held(before["n"], least_n)
        both = _Held(f"least({parts['n']}, {before['n']})", least_n)
        return {
            f"{name}_against": earlier.unless_few(before["value"]),
            f"{name}_against_n": f"cast({before['n']} as bigint)",
            f"{name}_change": both.unless_few(change),
            f"{name}_z": both.unless_few(f"{change} / nullif({error}, 0)"),
            f"{name}_verdict": verdict,
        }

    def _minimum(self, name: str, judged: Judged) -> str:
        """The answers below which nothing is said of a row."""
        minimum = self.goals.minimum_n(name, self.group_by, judged)
        return f"greatest({minimum}, {self.query.least_n})" if self.query.least_n else minimum


def day_of_goals(
    query: MetricsQuery, group_by: Sequence[str], relation: str, as_of: date | None
) -> str:
    """The day whose goals hold for a row: the period's last, but none that has not been."""
    known = [day for day in (query.end, as_of) if day is not None]
    last = f"date '{min(known)}'" if known else "date '9999-12-31'"
    for name in group_by:
        base, _, grain = name.rpartition("__")
        if base == "metric_time" and grain in GRAINS:
            after = f'{relation}."{name}" + interval 1 {grain} - interval 1 day'
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


def _covered(query: MetricsQuery, group_by: Sequence[str]) -> str | None:
    """The period that a row covers: that of its time, else of the question; None for another."""
    if grains := time_grains(group_by):
        return grains[0]
    if query.start is None or query.end is None:
        return None
    days = (query.end - query.start).days + 1
    after = query.end + timedelta(days=1)
    months = 12 * (after.year - query.start.year) + after.month - query.start.month
    if query.start.day == after.day == 1 and months in _GRAINS_BY_MONTHS:
        return _GRAINS_BY_MONTHS[months]
    return {1: "day", 7: "week"}.get(days)
