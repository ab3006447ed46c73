"""Distributions: boxes with whiskers by group, and the bins of a histogram."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts.frame import Frame, Layer, base, value_axis
from reports.charts.model import Chart, Size
from reports.charts.scales import nice_ticks
from reports.charts.theme import INK, SERIES, text_width


@dataclass(frozen=True)
class Box:
    """One group: five numbers in ascending order, its name and what it says."""

    name: str
    numbers: tuple[float, float, float, float, float]
    text: str


def boxes_spec(boxes: Sequence[Box], axis: Chart, size: Size) -> dict[str, Any]:
    """The specification of lying boxes: whiskers from end to end, the middle as a thick line."""
    known = [number for box in boxes for number in box.numbers]
    ticks = nice_ticks(min(known), max(known), 4 if size.is_narrow else 6)
    left = min(max(text_width(box.name) for box in boxes) + 12, size.width * 0.34)
    frame = Frame(size, left, 22, 26, 30, ticks)
    step = frame.height / len(boxes)
    x: Layer = {"type": "quantitative", **value_axis(axis, ticks)}
    layers: list[Layer] = []
    for place, box in enumerate(boxes):
        middle = (place + 0.5) * step
        low, first, median, third, high = box.numbers
        at = {"y": {"value": round(middle, 2)}}
        tall = {
            "y": {"value": round(middle - step * 0.3, 2)},
            "y2": {"value": round(middle + step * 0.3, 2)},
        }
        line = {"type": "rule", "color": INK, "aria": False}
        body = {"type": "rect", "color": SERIES[0], "opacity": 0.35, "description": box.text}
        for mark, encoding, start, end in (
            (line, at, low, high),
            (body, tall, first, third),
            ({**line, "strokeWidth": 3}, tall, median, None),
        ):
            wide = {"x": {"field": "a", **x}} | ({"x2": {"field": "b"}} if end is not None else {})
            row = {"a": start, "b": end}
            layers.append(
                {"data": {"values": [row]}, "mark": mark, "encoding": {**wide, **encoding}}
            )
        name = {"type": "text", "align": "right", "baseline": "middle", "color": INK, "aria": False}
        place_of = {"x": {"value": -8}, **at, "text": {"value": box.name}}
        layers.append({"mark": {**name, "limit": round(left - 8, 2)}, "encoding": place_of})
    return base(frame, layers, axis)


def bins(values: Sequence[float], count: int | None = None) -> list[tuple[float, float, int]]:
    """Round bins that hold every value: lower end, upper end, number of values.

    A value on an edge belongs to the bin above it; the highest one to the last bin.
    """
    if not values:
        return []
    wanted = count or min(max(math.ceil(math.sqrt(len(values))), 5), 20)
    edges = nice_ticks(min(values), max(values), wanted + 1)
    found = [0] * (len(edges) - 1)
    step = edges[1] - edges[0]
    for value in values:
        found[min(int((value - edges[0]) / step + 1e-9), len(found) - 1)] += 1
    return list(zip(edges, edges[1:], found, strict=False))
