"""Whole units of time: when the one that a day lies in begins and ends, and those around it."""

from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def first_day(grain: str, day: date, units: int = 0) -> date:
    """The first day of the day's own `day`, `week` (Monday), `month`, `quarter` or `year`.

    Args:
        grain: The unit.
        day: Any day of it.
        units: How many units later the wanted one is; negative for earlier.

    Raises:
        ValueError, OverflowError: The calendar does not reach so far.
    """
    if grain == "day":
        return day + timedelta(days=units)
    if grain == "week":
        return day + timedelta(days=7 * units - day.weekday())
    months = _MONTHS[grain]
    begun = (day.year * 12 + day.month - 1) // months + units
    return date(begun * months // 12, begun * months % 12 + 1, 1)


def units_between(grain: str, first: date, last: date) -> int:
    """How many units later the last day's own unit is than that of the first."""
    begins, ends = first_day(grain, first), first_day(grain, last)
    if grain not in _MONTHS:
        return (ends - begins).days // (first_day(grain, begins, units=1) - begins).days
    months = (ends.year - begins.year) * 12 + ends.month - begins.month
    return months // _MONTHS[grain]


def whole_months(first: date | None, last: date | None) -> int:
    """How many months a period is long; 0 if it begins or ends within one, or is not told."""
    if first is None or last is None or first.day != 1 or last != last_day("month", last):
        return 0
    return units_between("month", first, last) + 1


def last_day(grain: str, day: date) -> date:
    """The last day of the unit, inclusive."""
    return first_day(grain, day, units=1) - timedelta(days=1)
