"""Which months are forecast and weighed: complete ones, since something happens without a break."""

from collections.abc import Iterable
from datetime import date, timedelta

BREAK_MONTHS = 12
"""A single date so long before all others is a mistake, or another company's history."""


def months_before(month_end: date, months: int) -> date:
    """The last day of a month some months before a month's last day."""
    ordinal = month_end.year * 12 + month_end.month - months
    return date(ordinal // 12, ordinal % 12 + 1, 1) - timedelta(days=1)


def complete_month_ends(first: date, as_of: date) -> list[date]:
    """The last day of every complete month from that of `first` to `as_of`."""
    ends: list[date] = []
    end = months_before(first, 0)
    while end <= as_of:
        ends.append(end)
        end = months_before(end, -1)
    return ends


def since_last_break(months: Iterable[date]) -> date | None:
    """The first of those months that none before lies more than a year away from; None of none."""
    since = before = None
    for month in sorted(months):
        if before is None or _ordinal(month) - _ordinal(before) > BREAK_MONTHS:
            since = month
        before = month
    return since


def _ordinal(month: date) -> int:
    return month.year * 12 + month.month
