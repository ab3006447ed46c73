"""Whole units of time: the first and the last day of the one that a day lies in."""

from datetime import date, timedelta

_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def first_day(grain: str, day: date) -> date:
    """The first day of the day's own `day`, `week` (Monday), `month`, `quarter` or `year`."""
    return _begun(grain, day, units=0)


def last_day(grain: str, day: date) -> date:
    """The last day of the unit, inclusive."""
    return _begun(grain, day, units=1) - timedelta(days=1)


def _begun(grain: str, day: date, *, units: int) -> date:
    """When the day's unit began, or a later one."""
    if grain == "day":
        return day + timedelta(days=units)
    if grain == "week":
        return day + timedelta(days=7 * units - day.weekday())
    months = _MONTHS[grain]
    begun = (day.year * 12 + day.month - 1) // months + units
    return date(begun * months // 12, begun * months % 12 + 1, 1)
