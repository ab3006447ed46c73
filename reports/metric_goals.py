"""What the company wants of a metric, and whether a value meets it: the one place that judges.

Goals are the seed `goals`, read from the warehouse; the status of a value is SQL, so that any
question at any grain can carry it (DECISIONS D112).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reports.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

STATUSES = ("met", "watch", "act", "few", "maturing", "none")
"""Goal met; missed; missed beyond the action threshold; too few answers; could still change;
no goal."""

ANY_METRIC = "*"
ANY_GRAIN = "*"
GRAINS_OF_CADENCES = {
    "daily": "day",
    "weekly": "week",
    "monthly": "month",
    "quarterly": "quarter",
    "yearly": "year",
}
"""The period that a goal of something that adds up is meant for."""
# A ratio of whole numbers is as exact as its literal; a computed score may be off by a last digit.
DIGITS = 9

_COLUMNS = (
    "metric_name, segment_name, segment_value, direction, goal_value, is_goal_inclusive,"
    " action_value, minimum_n, valid_from, valid_to, cadence_name"
)


@dataclass(frozen=True)
class Goal:
    """One row of the seed: a metric's goal, for everyone or one segment, while it holds."""

    metric: str
    segment: str | None
    segment_value: str | None
    direction: str
    value: float | None
    is_inclusive: bool
    action: float | None
    minimum_n: int | None
    valid_from: date | None
    valid_to: date | None
    cadence: str | None = None


@dataclass(frozen=True)
class Goals:
    """All goals of the company, in the order of the seed."""

    rows: tuple[Goal, ...] = ()

    @classmethod
    def read(cls, connection: "DuckDBPyConnection") -> "Goals":
        """The goals that a warehouse holds; none if it has no such seed."""
        has = connection.execute(
            "select 1 from information_schema.tables"
            " where table_schema = 'seeds' and table_name = 'goals'"
        ).fetchall()
        if not has:
            return cls()
        found = connection.execute(f"select {_COLUMNS} from seeds.goals").fetchall()
        return cls(tuple(Goal(*row) for row in found))

    def minimum_n(self, metric: str, segments: Sequence[str], row: "Judged") -> str:
        """The answers below which a row's metric is neither judged nor compared, as SQL.

        They hold for a segment and for a time like goals; a metric's own go before everyone's.
        """
        goals = [
            goal
            for name in (metric, ANY_METRIC)
            for goal in self._own_first(name, segments)
            if goal.minimum_n is not None
        ]
        return _cases(goals, row, [str(goal.minimum_n) for goal in goals], "1")

    def strict(self, metric: str) -> tuple[float, ...]:
        """The goals of a metric that a value equal to them does not meet."""
        return tuple(
            goal.value
            for goal in self.rows
            if goal.metric == metric and goal.value is not None and not goal.is_inclusive
        )

    def of(
        self, metric: str, segments: Sequence[str], grain: str | None = ANY_GRAIN
    ) -> tuple[Goal, ...]:
        """The goals that rows grouped by some dimensions may have; a segment's own come first.

        Args:
            metric: Whose goals.
            segments: The grouping columns.
            grain: The period that each row covers, None for another one; of a metric that adds up
                only goals of that cadence are meant for it.
        """
        return tuple(
            goal
            for goal in self._own_first(metric, segments)
            if goal.value is not None
            and (grain == ANY_GRAIN or GRAINS_OF_CADENCES.get(goal.cadence or "") == grain)
        )

    def _own_first(self, metric: str, segments: Sequence[str]) -> list[Goal]:
        own = [goal for goal in self.rows if goal.metric == metric]
        special = [goal for goal in own if goal.segment in segments]
        return [*special, *(goal for goal in own if goal.segment is None)]


@dataclass(frozen=True)
class Judged:
    """The value to be judged, as SQL.

    Attributes:
        value: The metric.
        day: The day whose goals hold.
        relation: Prefix of the grouping columns.
        n: Number of answers; None for a metric that counts none.
        count: Numerator of a share, and `pending` what is not known yet; None for others.
    """

    value: str
    day: str
    relation: str
    n: str | None = None
    count: str | None = None
    pending: str | None = None


def goal_sql(goals: Sequence[Goal], judged: Judged) -> str:
    """The goal that holds for a row, null without one."""
    return _cases(goals, judged, [repr(goal.value) for goal in goals], "null")


def status_sql(goals: Sequence[Goal], judged: Judged, minimum_n: str) -> str:
    """One of STATUSES for a row; judged are so many answers as `minimum_n`, in SQL, says."""
    status = _cases(goals, judged, [_reached(goal, judged.value) for goal in goals], "'none'")
    if judged.n is None:
        return f"case when {judged.value} is null then 'few' else {status} end" if goals else status
    few = f"{judged.n} < {minimum_n} or {judged.value} is null"
    if judged.pending is None or judged.count is None:
        return f"case when {few} then 'few' else {status} end"
    all_of = f"nullif({judged.n} + {judged.pending}, 0)"
    worst, best = (
        _cases(goals, judged, [_reached(goal, f"1.0 * {count} / {all_of}") for goal in goals], "''")
        for count in (judged.count, f"({judged.count} + {judged.pending})")
    )
    return (
        f"case when ({few}) and {judged.n} + {judged.pending} < {minimum_n} then 'few'"
        f" when {few} or {worst} <> {best} then 'maturing' else {status} end"
    )


def _reached(goal: Goal, value: str) -> str:
    """Met, else to be acted on, else to be watched; at the threshold itself nobody must act."""
    value = f"round({value}, {DIGITS})"
    better, worse = (">", "<") if goal.direction == "up" else ("<", ">")
    wanted = round(goal.value or 0.0, DIGITS)
    met = f"when {value} {better}{'=' if goal.is_inclusive else ''} {wanted!r} then 'met'"
    act = ""
    if goal.action is not None:
        act = f" when {value} {worse} {round(goal.action, DIGITS)!r} then 'act'"
    return f"case {met}{act} else 'watch' end"


def _cases(goals: Sequence[Goal], judged: Judged, results: Sequence[str], otherwise: str) -> str:
    """The result of the first goal that holds for a row."""
    cases = ""
    for goal, result in zip(goals, results, strict=True):
        held = _holds(goal, judged)
        if not held:
            return f"case{cases} else {result} end" if cases else result
        cases += f" when {' and '.join(held)} then {result}"
    return f"case{cases} else {otherwise} end" if cases else otherwise


def _holds(goal: Goal, judged: Judged) -> list[str]:
    held = []
    if goal.segment is not None:
        value = literal(str(goal.segment_value))
        held.append(f"cast({judged.relation}.{quoted(goal.segment)} as varchar) = {value}")
    if goal.valid_from is not None:
        held.append(f"{judged.day} >= date '{goal.valid_from}'")
    if goal.valid_to is not None:
        held.append(f"{judged.day} <= date '{goal.valid_to}'")
    return held
