"""Where a chart's rows stand: the positions along its axis, and one row of a series at each.

What has no name stands under a name that says so; a day that is not known has no place on a
calendar. Two rows at one place are not drawn, since one would hide the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property
from itertools import pairwise
from typing import TypeGuard

from reports.components.declare import Call
from reports.errors import RowsError
from reports.formats import UNKNOWN
from reports.tables import Cell, Column

# Of a column with a mistyped year no drawing is made that is all holes.
_MOST_MONTHS = 600


@dataclass(frozen=True)
class Axis:
    """The positions of a chart, in order.

    Attributes:
        column: The column they come from.
        code: How they are written.
        positions: Days in order of time, names in order of appearance.
        labels: The positions as written.
        left_out: Rows without a day, which no calendar holds.
    """

    column: Column
    code: str
    positions: tuple[Cell, ...]
    labels: tuple[str, ...]
    left_out: int = 0

    @cached_property
    def places(self) -> Mapping[Cell, int]:
        """The place of each position."""
        return {position: place for place, position in enumerate(self.positions)}

    @property
    def is_time(self) -> bool:
        """Whether it is a calendar."""
        return bool(self.positions) and all(isinstance(value, date) for value in self.positions)

    @property
    def note(self) -> str:
        """What is not drawn, for those who compare the drawing with its rows."""
        if not self.left_out:
            return ""
        is_one = self.left_out == 1
        rows, are = ("row", "is") if is_one else ("rows", "are")
        return f"{self.left_out:,} {rows} without a date {are} not drawn"

    def drawn(self) -> tuple[date | str, ...]:
        """The positions as a chart takes them."""
        return tuple(
            value if isinstance(value, date) else label
            for value, label in zip(self.positions, self.labels, strict=True)
        )

    def placed(
        self, call: Call, rows: Sequence[int], numbers: Sequence[float | None]
    ) -> tuple[float | None, ...]:
        """The numbers of some rows by position.

        Raises:
            RowsError: Two of the rows stand at one position.
        """
        xs = _days(call.table().values(self.column.name))
        values: list[float | None] = [None] * len(self.positions)
        taken: set[int] = set()
        for row in rows:
            place = self.places.get(xs[row])
            if place is None:
                continue
            if place in taken:
                raise told_twice(call, self.labels[place])
            taken.add(place)
            values[place] = numbers[row]
        return tuple(values)


@dataclass(frozen=True)
class SeriesKey:
    """Which values make one series: a column's, of one group where the rows are split."""

    title: str
    column: Column
    group: Cell = None


def axis_of(call: Call) -> Axis:
    """The axis of a tag with `x`."""
    column = call.column("x")
    assert column is not None
    code = call.text("xFmt") or date_format(call, column)
    values = _days(call.table().values(column.name))
    found, left_out = list(dict.fromkeys(values)), 0
    known = [value for value in found if value is not None]
    if known and all(isinstance(value, date) for value in known):
        found, left_out = _every_month(sorted(known, key=str), column), values.count(None)
    labels = tuple(named(call, value, column, code) for value in found)
    return Axis(column, code, tuple(found), labels, left_out)


def _every_month(days: list[Cell], column: Column) -> list[Cell]:
    """Months between the first and the last that have no row, so that a line is broken there.

    Months, quarters or years: as far apart as the nearest two, or as the column's name says.
    """
    months = [day.year * 12 + day.month - 1 for day in days if _is_first(day)]
    if len(months) < max(len(days), 2):
        return days
    gaps = (after - before for before, after in pairwise(months))
    step = 1 if column.name.endswith("month") else min(gaps)
    wanted = range(months[0], months[-1] + 1, step)
    if not set(months) <= set(wanted) or len(wanted) > _MOST_MONTHS:
        return days
    return [date(month // 12, month % 12 + 1, 1) for month in wanted]


def _is_first(day: Cell) -> TypeGuard[date]:
    return isinstance(day, date) and not isinstance(day, datetime) and day.day == 1


def _days(values: list[Cell]) -> list[Cell]:
    """Moments that are all midnight are days, such as those of `date_trunc`."""
    moments = [value for value in values if isinstance(value, datetime)]
    if any(moment.time() != time() for moment in moments):
        return values
    return [value.date() if isinstance(value, datetime) else value for value in values]


def date_format(call: Call, column: Column) -> str:
    """Days that are all first of a month are months; moments of a day have a time."""
    days = [value for value in _days(call.table().values(column.name)) if isinstance(value, date)]
    if any(isinstance(day, datetime) for day in days):
        return column.format or "moment"
    if days and all(day.day == 1 for day in days):
        return "month"
    return column.format


def named(call: Call, value: Cell, column: Column, code: str = "") -> str:
    """A value that names a group, as written."""
    return UNKNOWN if value is None else call.context.write(value, column, code)


def told_twice(call: Call, label: str) -> RowsError:
    """What is wrong with several rows at one place."""
    has_series = call.has_attribute("series") and not call.value("series")
    cure = "name the column that tells them apart (series=…), or " if has_series else ""
    return RowsError(
        f"there are several rows at {label}, of which one would hide the others",
        f"{cure}add them up in the query",
    )
