"""Ticks that a person would choose, for numbers, durations and dates."""

import math
from collections.abc import Sequence
from datetime import date

from babel.dates import format_date

_DURATIONS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 4320, 7200, 14400)


def nice_ticks(low: float, high: float, count: int, *, is_duration: bool = False) -> list[float]:
    """Round numbers that enclose `low` to `high`, about `count` of them."""
    if high <= low:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / max(count - 1, 1)
    step = _step(rough, is_duration=is_duration)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


def _step(rough: float, *, is_duration: bool) -> float:
    if is_duration and rough <= _DURATIONS[-1]:
        return next(step for step in _DURATIONS if step >= rough)
    power = 10.0 ** math.floor(math.log10(rough))
    return next(unit * power for unit in (1, 2, 2.5, 5, 10) if unit * power >= rough * 0.999)


def y_domain(
    values: Sequence[float], *, from_zero: bool, low: float | None, high: float | None, marks: int,
    is_duration: bool = False,
) -> list[float]:  # fmt: skip
    """The ticks of a value axis; its ends are the first and the last of them."""
    bottom = min(values, default=0.0) if low is None else low
    top = max(values, default=1.0) if high is None else high
    if low is None and (from_zero or 0 <= bottom < top * 0.4):
        bottom = min(bottom, 0.0)
    if from_zero:
        top = max(top, 0.0)
    return nice_ticks(bottom, top, marks, is_duration=is_duration)


def day_number(day: date) -> int:
    """A date as a number on a continuous axis."""
    return date(day.year, day.month, day.day).toordinal()


def date_labels(days: Sequence[date], room: int) -> dict[int, list[str]]:
    """Which of the days are labelled, and how: the year stands below where it changes.

    Args:
        days: The days of the data, in order.
        room: How many labels fit.
    """
    if not days:
        return {}
    every = max(1, math.ceil(len(days) / max(room, 1)))
    kept = list(days[::-1][::every][::-1])
    is_monthly = all(day.day == 1 for day in days)
    labels: dict[int, list[str]] = {}
    year = 0
    for day in kept:
        text = format_date(day, "MMM" if is_monthly else "d MMM", locale="en")
        labels[day_number(day)] = [text, str(day.year)] if day.year != year else [text]
        year = day.year
    return labels


def within_periods(
    days: Sequence[date], events: Sequence[tuple[date, str]], width: float
) -> list[tuple[float, str]]:
    """Where events stand among equal periods that begin on some days, in pixels."""
    numbers = [day_number(day) for day in days]
    if len(numbers) < 2:
        return []
    ends = [*numbers[1:], 2 * numbers[-1] - numbers[-2]]
    return [
        (width / len(numbers) * (place + (day_number(day) - start) / (end - start)), name)
        for day, name in events
        for place, (start, end) in enumerate(zip(numbers, ends, strict=True))
        if start <= day_number(day) < end
    ]
