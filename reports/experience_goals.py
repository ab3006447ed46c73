"""How far the company has come towards the goals it set itself, on the line to their dates.

A goal is a promise with a start and an end: a value from which, a value to which, and both days.
Where it stands is arithmetic over one number of the semantic layer (DECISIONS D114).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil
from typing import Literal, Protocol

from reports.metric_goals import DIGITS
from reports.metric_queries import MetricsQuery, QueryResult

Status = Literal["reached", "on_track", "off_track", "few", "maturing", "unknown", "not_begun"]

# For these reasons the semantic layer judges no value (DECISIONS D112), and so does no goal.
_WITHHELD: Mapping[str, Status] = {"few": "few", "maturing": "maturing"}


@dataclass(frozen=True)
class MeasuredGoal:
    """What of a goal is measurable.

    Attributes:
        name: What the company calls it.
        metric: The metric that tells.
        where: Conditions on its dimensions.
        baseline: Value at `baseline_on`, from which the way is counted.
        target: Value to be reached on `target_on`.
        months: Complete months over which the current value is taken.
    """

    name: str
    metric: str
    where: tuple[str, ...]
    baseline: float
    baseline_on: date
    target: float
    target_on: date
    months: int


@dataclass(frozen=True)
class Progress:
    """Where a goal stands.

    Attributes:
        status: Whether the target is reached, else whether the value is at or ahead of the line;
            neither while too few are counted, what is still open could decide or no month has
            ended since the baseline.
        current: The value of the last complete months; None if nothing was counted.
        current_on: The last day of these months.
        n, low, high: How sure it is; None for a metric without interval.
        expected: Where the straight line from baseline to target is on that day; None before it
            begins.
        ahead_by: How far the value is ahead of the line, in the metric's unit; behind if negative.
        share_done: Part of the way that is done.
        reached_on: When the target is reached at the rate so far; None if never, or if it is.
    """

    status: Status
    current: float | None
    current_on: date
    expected: float | None
    n: int | None = None
    low: float | None = None
    high: float | None = None
    ahead_by: float | None = None
    share_done: float | None = None
    reached_on: date | None = None


class Layer(Protocol):
    """The semantic layer, as far as it is needed."""

    def query(self, query: MetricsQuery) -> QueryResult:
        """The answer to a question."""


def measure(layer: Layer, goals: Sequence[MeasuredGoal], as_of: date) -> tuple[Progress, ...]:
    """Ask for the current value of each goal and see where it stands."""
    return tuple(_measured(layer, goal, as_of) for goal in goals)


def _measured(layer: Layer, goal: MeasuredGoal, as_of: date) -> Progress:
    asked = current_value(goal.metric, goal.where, goal.months, as_of)
    result = layer.query(asked)
    row = dict(zip(result.columns, result.rows[0], strict=True)) if result.rows else {}

    def number(suffix: str) -> float | None:
        found = row.get(f"{goal.metric}{suffix}")
        return float(found) if found is not None else None  # type: ignore[arg-type]

    n = number("_n")
    return progress(
        goal,
        number(""),
        complete_months(as_of, goal.months)[1],
        n=None if n is None else int(n),
        low=number("_low"),
        high=number("_high"),
        withheld=_WITHHELD.get(str(row.get(f"{goal.metric}_status"))),
    )


def current_value(metric: str, where: Sequence[str], months: int, as_of: date) -> MetricsQuery:
    """The question for a goal's current value."""
    start, end = complete_months(as_of, months)
    return MetricsQuery((metric,), where=tuple(where), start=start, end=end, interval=True)


def complete_months(as_of: date, months: int) -> tuple[date, date]:
    """First and last day of the last complete months up to a day."""
    tomorrow = as_of + timedelta(days=1)
    after = tomorrow.replace(day=1)
    ordinal = after.year * 12 + after.month - 1 - months
    return date(ordinal // 12, ordinal % 12 + 1, 1), after - timedelta(days=1)


def progress(
    goal: MeasuredGoal,
    current: float | None,
    on: date,
    *,
    n: int | None = None,
    low: float | None = None,
    high: float | None = None,
    withheld: Status | None = None,
) -> Progress:
    """Where a goal stands with a value on a day."""
    way, elapsed = goal.target - goal.baseline, (on - goal.baseline_on).days
    if elapsed <= 0:
        return Progress("not_begun", current, on, None, n, low, high)
    share = min(1.0, elapsed / (goal.target_on - goal.baseline_on).days)
    expected = goal.baseline + way * share
    if current is None:
        return Progress("unknown", None, on, expected, n, low, high)
    upwards = 1 if way > 0 else -1
    ahead = round((current - expected) * upwards, DIGITS)
    is_reached = round((current - goal.target) * upwards, DIGITS) >= 0
    status: Status = "reached" if is_reached else "on_track" if ahead >= 0 else "off_track"
    return Progress(
        withheld or status,
        current,
        on,
        expected,
        n,
        low,
        high,
        ahead,
        (current - goal.baseline) / way,
        None if is_reached else _reached_on(goal, current, elapsed),
    )


def _reached_on(goal: MeasuredGoal, current: float, elapsed: int) -> date | None:
    """The day at which the rate so far arrives at the target."""
    done = (current - goal.baseline) / (goal.target - goal.baseline)
    if done <= 0:
        return None
    days = ceil(round(elapsed / done, DIGITS))
    room = (date.max - goal.baseline_on).days
    return goal.baseline_on + timedelta(days=days) if days <= room else None
