"""Another period to compare a question's with: which days it is, and which of its rows is whose."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from reports.metric_queries import MetricsQuery, SemanticError, grouping, time_grains
from reports.periods import first_day, last_day, units_between, whole_months
from reports.sql import quoted

_IN_A_YEAR = {"month": 12, "quarter": 4, "year": 1}


def compared(query: MetricsQuery, period: str) -> MetricsQuery:
    """The question with the period to compare with.

    Args:
        query: A question that tells its own period.
        period: `previous`, `year` (a year before) or `FIRST:LAST`. Whole months follow as many
            whole months, whatever their lengths; rows with a time of their own each follow the
            one before them.

    Raises:
        SemanticError: It is none of these, the question tells no period, or one at the end of
            the calendar.
    """
    try:
        return replace(query, against=_other_period(query, period))
    except (ValueError, OverflowError):
        raise SemanticError(f"against {period} is a period that no calendar reaches") from None


def at_its_place(sql: str, query: MetricsQuery, group_by: Sequence[str]) -> str:
    """The other period's rows, each with the time of the row that it is compared with.

    Args:
        sql: The statement that gives them.
        query: The question, which tells both periods.
        group_by: Its grouping columns.
    """
    if (grain := time_grain(group_by)) is None:
        return sql
    assert query.start
    assert query.against
    time = quoted(f"metric_time__{grain}")
    units = units_between(grain, query.against[0], query.start)
    return f"select * replace ({time} + interval ({units}) {grain} as {time}) from (\n{sql}\n)"


def time_grain(group_by: Sequence[str]) -> str | None:
    """The grain of the rows' own time; None without one.

    Raises:
        SemanticError: They have several.
    """
    grains = time_grains(group_by)
    if len(grains) > 1:
        raise SemanticError(f"rows of several times ({', '.join(grains)}) cannot be compared")
    return grains[0] if grains else None


def _other_period(query: MetricsQuery, period: str) -> tuple[date, date]:
    grain = time_grain(grouping(query))
    told = _told_period(period)
    if told and not grain:
        return told
    if query.start is None or query.end is None:
        raise SemanticError(f"against {period} needs the first and last day of a period")
    if told:
        return told
    if grain:
        return _units_before(grain, query.start, query.end, period)
    return _days_before(query.start, query.end, period)


def _told_period(period: str) -> tuple[date, date] | None:
    """Two dates, if it is not one of the words."""
    if period in ("previous", "year"):
        return None
    if ":" not in period:
        raise SemanticError(f"against must be previous, year or FIRST:LAST, not '{period}'")
    try:
        first, last = (date.fromisoformat(day.strip()) for day in period.split(":"))
    except ValueError:
        raise SemanticError(f"against '{period}' is not FIRST:LAST, two dates") from None
    return first, last


def _units_before(grain: str, start: date, end: date, period: str) -> tuple[date, date]:
    units = 1 if period == "previous" else _IN_A_YEAR.get(grain)
    if units is None:
        raise SemanticError(f"no {grain} is that of the year before; compare months")
    return first_day(grain, start, -units), last_day(grain, first_day(grain, end, -units))


def _days_before(start: date, end: date, period: str) -> tuple[date, date]:
    after = end + timedelta(days=1)
    if period == "year":  # of the 29th of February the 28th; of a whole month the whole month
        year = relativedelta(years=1)
        is_to_its_end = after.day == 1
        return start - year, after - year - timedelta(days=1) if is_to_its_end else end - year
    if months := whole_months(start, end):
        return start - relativedelta(months=months), start - timedelta(days=1)
    return start - (after - start), start - timedelta(days=1)
