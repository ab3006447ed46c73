"""The frame all charts share: margins that hold every label, axes, goals, bands, events."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts.model import Chart, Size
from reports.charts.scales import nice_ticks, y_domain
from reports.charts.theme import FONT_SIZE, MUTED, config, text_width
from reports.formats import SCALES, format_value

Layer = dict[str, Any]
# Room below the plot for labels and the title of the lower axis.
LOWER_ROOM = 44
# Between two labels of one axis.
_BETWEEN = 12
_MONEY = ((2e9, "b"), (2e6, "m"), (5e3, "k"))
SCALED = {"num": _MONEY[:2], **dict.fromkeys(("amount", "usd", "eur", "gbp"), _MONEY)}
"""From which largest tick on the labels of a format are thousands, millions, billions."""


@dataclass(frozen=True)
class Frame:
    """Margins and scales of one drawing.

    Attributes:
        size: Outer size.
        left: Margin for the labels of the value axis.
        right: Margin for direct labels.
        top: Margin for the axis title and the names of events.
        bottom: Margin for the labels of positions.
        ticks: Ticks of the value axis.
    """

    size: Size
    left: float
    right: float
    top: float
    bottom: float
    ticks: list[float]

    @property
    def width(self) -> float:
        """Width of the plot itself."""
        return self.size.width - self.left - self.right

    @property
    def height(self) -> float:
        """Height of the plot itself."""
        return self.size.height - self.top - self.bottom

    def y(self, value: float) -> float:
        """Where a value stands, in pixels from the top."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.height * (1 - (value - low) / (high - low))


def value_ticks(chart: Chart, size: Size) -> list[float]:
    """Ticks that hold all values, goals and bands."""
    values = _extremes(chart)
    for reference in chart.references:
        values += [reference.low] if reference.high is None else [reference.low, reference.high]
    marks = 4 if size.is_narrow or size.height < 240 else 5
    return y_domain(
        values,
        from_zero=chart.kind in ("bar", "area"),
        low=chart.y_min,
        high=chart.y_max,
        marks=marks,
        is_duration=chart.y_format == "duration",
    )


def ticks_of(axis: Chart, values: Sequence[float], marks: int) -> list[float]:
    """Ticks of an axis by itself, about as many as told."""
    return nice_ticks(min(values), max(values), marks, is_duration=axis.y_format == "duration")


def labelled(axis: Chart, ticks: Sequence[float], width: float) -> list[float]:
    """The ticks of a lower axis that are labelled, so that no two labels touch."""
    widest = max(map(text_width, tick_texts(axis, ticks).values()))
    # The labels at the ends begin and end with the axis, half their width nearer to the next.
    every = math.ceil((1.5 * widest + _BETWEEN) * (len(ticks) - 1) / width)
    return list(ticks[::every])


def _extremes(chart: Chart) -> list[float]:
    if chart.stack == "stacked100":
        return [0.0, 1.0]
    columns = list(zip(*(series.values for series in chart.series), strict=True))
    known = [[value for value in column if value is not None] for column in columns]
    if chart.stack == "stacked" and chart.kind in ("bar", "area"):
        ups = [sum(value for value in column if value > 0) for column in known]
        downs = [sum(value for value in column if value < 0) for column in known]
        return [*ups, *downs]
    ends = [end for series in chart.series for end in (*series.lows, *series.highs)]
    return [value for column in known for value in column] + [e for e in ends if e is not None]


def axis_format(chart: Chart) -> str:
    """The format of the value axis."""
    return "pct0" if chart.stack == "stacked100" else chart.y_format


def tick_texts(chart: Chart, ticks: Sequence[float]) -> dict[float, str]:
    """The labels of the value axis: no more decimals than tell the ticks apart."""
    code = axis_format(chart).lstrip("+")
    for shorter in _shorter(code, ticks):
        plain = f"{shorter.rstrip('kmb').rstrip('01234')}0" if shorter[-1] in "kmb" else shorter
        texts = {
            tick: format_value(tick, shorter if tick else plain, chart.currency) for tick in ticks
        }
        if len(set(texts.values())) == len(texts) and _is_exact(shorter, ticks):
            return texts
    return {tick: format_value(tick, code, chart.currency) for tick in ticks}


def unit_of(code: str) -> float:
    """The smallest step that a format of numbers, shares or amounts can write."""
    base = code.rstrip("kmb").rstrip("01234")
    places = next((int(mark) for mark in code[len(base) :] if mark.isdigit()), 0)
    scale = 0.01 if base == "pct" else SCALES.get(code[-1], 1.0)
    return float(scale * 10.0**-places)


def _is_exact(code: str, ticks: Sequence[float]) -> bool:
    """Whether no tick is rounded away: 72.5 is not 72."""
    unit = unit_of(code)
    return all(abs(round(tick / unit) - tick / unit) < 1e-6 for tick in ticks)


def _shorter(code: str, ticks: Sequence[float]) -> list[str]:
    base = code.rstrip("01234") or "num"
    if base not in ("pct", "mult", *SCALED):
        return []
    largest = max(abs(tick) for tick in ticks)
    scale = next((name for start, name in SCALED.get(base, ()) if largest >= start), "")
    return [f"{base}{places}{scale}" for places in ("012" if scale else "0123")]


def lookup(labels: Mapping[float, str | list[str]]) -> str:
    """An expression that finds an axis label by its tick."""
    known = {f"{tick:.6f}".rstrip("0").rstrip("."): text for tick, text in labels.items()}
    return f"{json.dumps(known, ensure_ascii=False)}[datum.value]"


def value_axis(chart: Chart, ticks: Sequence[float]) -> Layer:
    """Scale and axis of the values."""
    texts = tick_texts(chart, ticks)
    numbered = {number: texts[tick] for number, tick in enumerate(ticks)}
    step = (ticks[-1] - ticks[0]) / (len(ticks) - 1)
    known = json.dumps(list(numbered.values()), ensure_ascii=False)
    expression = f"{known}[round((datum.value - ({ticks[0]})) / {step})]"
    return {
        "type": "quantitative",
        "scale": {"domain": [ticks[0], ticks[-1]], "nice": False, "zero": False},
        "axis": {"values": list(ticks), "labelExpr": expression, "labelOverlap": False},
    }


def left_margin(chart: Chart, ticks: Sequence[float]) -> float:
    """Room for the longest label of the value axis."""
    return max(text_width(text) for text in tick_texts(chart, ticks).values()) + 10


def base(frame: Frame, layers: Sequence[Layer], chart: Chart) -> Layer:
    """The whole specification around its layers."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": round(frame.width, 2),
        "height": round(frame.height, 2),
        "padding": {
            "left": round(frame.left, 2),
            "right": round(frame.right, 2),
            "top": frame.top,
            "bottom": frame.bottom,
        },
        "autosize": {"type": "none"},
        "config": config(),
        "data": {"values": [{}]},
        "layer": [_heading(frame, chart), *layers],
    }


def _heading(frame: Frame, chart: Chart) -> Layer:
    """What the values are, above their axis: read without turning the head."""
    return {
        "mark": {
            "type": "text",
            "align": "left",
            "baseline": "bottom",
            "color": MUTED,
            "aria": False,
        },
        "encoding": {
            "x": {"value": -round(frame.left, 2) + 1},
            "y": {"value": -frame.top + FONT_SIZE + 3},
            "text": {"value": chart.y_title},
        },
    }


def lower_title(title: str, frame: Frame) -> Layer:
    """What stands along the lower axis, below its labels."""
    mark = {"type": "text", "align": "right", "baseline": "bottom", "color": MUTED, "aria": False}
    place = {"x": {"value": round(frame.width, 2)}, "y": {"value": round(frame.height, 2) + 40}}
    return {"mark": mark, "encoding": {**place, "text": {"value": f"{title} →" if title else ""}}}
