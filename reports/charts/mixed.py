"""Bars with a line over them, which may have an axis of its own on the right."""

import math
from typing import Any

from reports.charts.bars import standing_spec
from reports.charts.frame import Layer, tick_texts, value_axis, value_ticks
from reports.charts.model import Chart, Size
from reports.charts.theme import FONT_SIZE, text_width


def mixed_spec(bars: Chart, lines: Chart, size: Size, *, own_axis: bool) -> dict[str, Any]:
    """The specification: the bars as by themselves, the line mapped into their height."""
    left = value_ticks(bars, size)
    ticks = _matching(lines, size, len(left)) if own_axis else left
    texts = tick_texts(lines, ticks)
    room = max(map(text_width, texts.values())) + 10 if own_axis else 0.0
    spec = standing_spec(bars, Size(int(size.width - room), size.height, is_narrow=size.is_narrow))
    spec["padding"]["right"] += round(room, 2)
    wide, high = spec["width"], spec["height"]

    def mapped(value: float) -> float:
        share = (value - ticks[0]) / (ticks[-1] - ticks[0])
        return left[0] + share * (left[-1] - left[0])

    for series in lines.series:
        spec["layer"] += _line(lines, bars, series.colour, left, [
            {"k": f"{place:04d}", "v": mapped(value), "text":
             f"{series.title}, {lines.labels[place]}: {series.texts[place]}"}
            for place, value in enumerate(series.values) if value is not None
        ])  # fmt: skip
    if own_axis:
        colour = lines.series[0].colour
        for tick in ticks:
            at = high * (1 - (tick - ticks[0]) / (ticks[-1] - ticks[0]))
            spec["layer"].append(_text(texts[tick], wide + 8, at, colour, "left", "middle"))
        spec["layer"].append(
            _text(
                lines.y_title,
                wide + room,
                FONT_SIZE + 3 - spec["padding"]["top"],
                colour,
                "right",
                "bottom",
            )
        )
    return spec


def _line(
    lines: Chart, bars: Chart, colour: str, left: list[float], rows: list[dict[str, object]]
) -> list[Layer]:
    x: Layer = {
        "field": "k", "type": "ordinal", "sort": None, "axis": None,
        "scale": {
            "domain": [f"{place:04d}" for place in range(len(lines.positions))],
            "paddingInner": 0.28, "paddingOuter": 0.14,
        },
    }  # fmt: skip
    y: Layer = {"field": "v", **value_axis(bars, left)}
    line = {"type": "line", "color": colour, "strokeWidth": 2.5, "strokeJoin": "round",
            "aria": False}  # fmt: skip
    dots = {"type": "point", "filled": True, "size": 45, "color": colour}
    description = {"description": {"field": "text", "type": "nominal"}}
    return [
        {"data": {"values": rows}, "mark": line, "encoding": {"x": x, "y": y}},
        {"data": {"values": rows}, "mark": dots, "encoding": {"x": x, "y": y, **description}},
    ]


def _matching(lines: Chart, size: Size, count: int) -> list[float]:
    """Round ticks for the line, as many as the bars have, so that both share their grid."""
    found = value_ticks(lines, size)
    low, high = found[0], found[-1]
    rough = (high - low) / (count - 1)
    power = 10.0 ** math.floor(math.log10(rough))
    steps = [unit * power * scale for scale in (1, 10) for unit in (1, 2, 2.5, 5)]
    for step in steps:
        first = math.floor(low / step + 1e-9) * step
        if first + step * (count - 1) >= high - 1e-9:
            return [round(first + step * number, 10) for number in range(count)]
    return [low + rough * number for number in range(count)]


def _text(text: str, x: float, y: float, colour: str, align: str, baseline: str) -> Layer:
    mark = {"type": "text", "align": align, "baseline": baseline, "color": colour, "aria": False}
    place = {"x": {"value": round(x, 2)}, "y": {"value": round(y, 2)}, "text": {"value": text}}
    return {"mark": mark, "encoding": place}
