"""Ticks that a person would choose, for numbers, durations and dates."""

import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from babel.dates import format_datetime

from reports.charts.theme import text_width

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
    """The ticks of a value axis; its ends are the first and the last of them.

    An end that is told widens the axis: no value is ever cut off, and bars begin at nought.
    """
    bottom = min([*values, *([] if low is None else [low])], default=0.0)
    top = max([*values, *([] if high is None else [high])], default=1.0)
    if low is None and (from_zero or 0 <= bottom < top * 0.4):
        bottom = min(bottom, 0.0)
    if from_zero:
        bottom, top = min(bottom, 0.0), max(top, 0.0)
    return nice_ticks(bottom, top, marks, is_duration=is_duration)


def day_number(day: date) -> float:
    """A day, or a moment of it, as a number on a continuous axis."""
    if not isinstance(day, datetime):
        return day.toordinal()
    midnight = datetime.combine(day, time(), day.tzinfo)
    return round(day.toordinal() + (day - midnight) / timedelta(days=1), 6)


def date_labels(
    days: Sequence[date], room: int, xs: Sequence[float] | None = None
) -> dict[int, list[str]]:
    """The places of the days that are labelled, and how: what changes less often stands below.

    Args:
        days: The days of the data, in order.
        room: How many labels fit.
        xs: Where each day stands, in pixels; labels that would touch the next one are left out.
    """
    every = max(1, math.ceil(len(days) / max(room, 1)))
    kept = range(len(days))[::-1][::every][::-1]
    is_timed = any(isinstance(day, datetime) for day in days)
    is_monthly = not is_timed and all(day.day == 1 for day in days)
    pattern = "HH:mm" if is_timed else "MMM" if is_monthly else "d MMM"
    texts = {place: format_datetime(days[place], pattern, locale="en") for place in kept}
    labels: dict[int, list[str]] = {}
    before = ""
    for place in _apart(texts, xs) if xs else list(kept):
        day = days[place]
        below = format_datetime(day, "d MMM", locale="en") if is_timed else str(day.year)
        labels[place] = [texts[place], below] if below != before else [texts[place]]
        before = below
    return labels


def _apart(texts: Mapping[int, str], xs: Sequence[float]) -> list[int]:
    """The places whose labels do not touch; the last one is always among them."""
    kept: list[int] = []
    limit = math.inf
    for place in reversed(list(texts)):
        half = text_width(texts[place]) / 2
        if xs[place] + half <= limit:
            kept.append(place)
            limit = xs[place] - half - 6
    return kept[::-1]


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
