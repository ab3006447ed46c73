"""How many rows a night should bring, from the nights before it.

The expectation is a plain median with generous bounds: a gate that cries wolf is switched off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

# Fewer nights say nothing about the next (D65).
ENOUGH_NIGHTS = 7
ENOUGH_SAME_WEEKDAY = 4
ENOUGH_SAME_KIND = 5
SATURDAY = 5
ENOUGH_FOR_NEVER_EMPTY = 20


@dataclass(frozen=True)
class ExpectedRows:
    """Bounds for one night, and how they came about."""

    least: int
    most: int
    basis: str

    def __str__(self) -> str:
        return f"{self.least} to {self.most} rows ({self.basis})"


def expected_rows(past: Mapping[date, int], as_of: date) -> ExpectedRows | None:
    """What past nights lead to expect of this one; None if they are too few.

    The same weekdays are asked if there are enough of them, else the same part of the week: one
    quiet Sunday must not hide a loss on Tuesday. Bounds are the looser of a factor and of chance:
    a table with four rows a night has an empty one now and then. Nights that were missed come
    together, so the upper bound grows with the gap.

    Args:
        past: Rows by night, without the table's first load.
        as_of: The night in question.
    """
    nights = {night: rows for night, rows in past.items() if night < as_of}
    if len(nights) < ENOUGH_NIGHTS:
        return None
    chosen, basis = _like(nights, as_of)
    middle = median(chosen)
    least = max(0.0, min(0.3 * middle, middle - 4 * sqrt(middle), *chosen))
    # Never empty in weeks: an empty night is then no chance.
    if len(nights) >= ENOUGH_FOR_NEVER_EMPTY and min(nights.values()) >= 3:
        least = max(least, 1)
    gap = (as_of - max(nights)).days
    most = max(1.6 * middle, middle + 5 * sqrt(middle) + 5, 1.1 * max(chosen)) * gap
    return ExpectedRows(int(least), int(most), f"median {middle:g} over {basis}")


def _like(nights: Mapping[date, int], as_of: date) -> tuple[list[int], str]:
    """The rows of the nights that tell most of this one, and which nights they are."""
    same_day = [rows for night, rows in nights.items() if night.weekday() == as_of.weekday()]
    if len(same_day) >= ENOUGH_SAME_WEEKDAY:
        return same_day, f"the last {len(same_day)} nights on a {as_of:%A}"
    is_weekend = as_of.weekday() >= SATURDAY
    kind = "weekend" if is_weekend else "working"
    same_kind = [
        rows for night, rows in nights.items() if (night.weekday() >= SATURDAY) == is_weekend
    ]
    if len(same_kind) >= ENOUGH_SAME_KIND:
        return same_kind, f"the last {len(same_kind)} {kind} days"
    return list(nights.values()), f"the last {len(nights)} nights"
