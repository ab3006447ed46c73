"""Points between two value axes: scatter, bubbles, quadrants; each named where there is room."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from reports.charts.frame import (
    LOWER_ROOM,
    Frame,
    Layer,
    base,
    labelled,
    left_margin,
    lower_title,
    ticks_of,
    value_axis,
)
from reports.charts.labels import broken_names
from reports.charts.model import Chart, Size
from reports.charts.theme import GOAL, HALO, INK, MUTED, text_width

_LABEL_LIMIT = 24
# Height of a line of a name.
_LINE = 14
# Left, top, right, bottom, in pixels.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Point:
    """One point.

    Attributes:
        x: Value along the axis.
        y: Value up the axis.
        label: Its name; empty for none.
        text: What it says when pointed at.
        colour: Stand-in colour.
        size: What its area is proportional to; None for points of one size.
    """

    x: float
    y: float
    label: str
    text: str
    colour: str
    size: float | None = None


@dataclass(frozen=True)
class Points:
    """What a chart of points shows.

    Attributes:
        points: The points.
        x: Title, format and currency of the lower axis.
        y: The same of the upright axis.
        middle: Where the lines of a quadrant cross; None for none.
        corners: Names of the quadrants: upper left, upper right, lower left, lower right.
    """

    points: tuple[Point, ...]
    x: Chart
    y: Chart
    middle: tuple[float, float] | None = None
    corners: tuple[str, ...] = ()


def axis_of(title: str, code: str, currency: str) -> Chart:
    """An axis by itself: title and format, no series."""
    return Chart("point", (), (), (), y_title=title, y_format=code, currency=currency)


def points_spec(drawn: Points, size: Size) -> dict[str, Any]:
    """The specification of a chart of points."""
    marks = 4 if size.is_narrow else 6
    middles = ([drawn.middle[0]], [drawn.middle[1]]) if drawn.middle else ([], [])
    xs = [point.x for point in drawn.points] + middles[0]
    ys = [point.y for point in drawn.points] + middles[1]
    y_ticks = ticks_of(drawn.y, ys, marks)
    frame = Frame(size, left_margin(drawn.y, y_ticks), 22, 26, LOWER_ROOM, y_ticks)
    x_ticks = ticks_of(drawn.x, xs, marks)
    x = {"field": "x", **value_axis(drawn.x, x_ticks)}
    shown = labelled(drawn.x, x_ticks, frame.width)
    x["axis"] = {**x["axis"], "values": shown, "grid": False, "domain": True}
    y = {"field": "y", **value_axis(drawn.y, y_ticks)}
    largest = max((point.size or 0.0 for point in drawn.points), default=0.0)
    placed: list[Box] = []
    layers = _quadrant(drawn, frame, x_ticks, placed)
    order = sorted(drawn.points, key=lambda p: (-(p.size or 0.0), p.label, p.x, p.y))
    dots = [_dot(point, frame, x_ticks, largest) for point in order]
    lines = _crossing(drawn, frame, x_ticks)
    names = _names(order, dots, lines, frame, placed)
    layers += names[::2]
    for point in order:
        mark = {
            "type": "point", "filled": True, "color": point.colour, "opacity": 0.75,
            "size": round(_area(point, largest), 1), "description": point.text,
        }  # fmt: skip
        at = {"data": {"values": [{"x": point.x, "y": point.y}]}, "encoding": {"x": x, "y": y}}
        layers.append({"mark": mark, **at})
    layers += [*names[1::2], lower_title(drawn.x.y_title, frame)]
    return base(frame, layers, replace(drawn.y))


def _names(
    points: Sequence[Point],
    dots: Sequence[Box],
    lines: Sequence[Box],
    frame: Frame,
    placed: list[Box],
) -> list[Layer]:
    """The names that have room beside what is placed: a halo, then the name, for each."""
    if len(points) > _LABEL_LIMIT:
        return []
    known = [(point, dot) for point, dot in zip(points, dots, strict=True) if point.label]
    orders = (
        known,
        known[::-1],
        sorted(known, key=lambda one: one[1]),
        sorted(known, key=lambda one: one[1][1]),
        sorted(known, key=lambda one: one[1], reverse=True),
        sorted(known, key=lambda one: one[1][1], reverse=True),
    )
    # Whoever comes first has most room, so the order decides how many find any.
    return max((_named(order, dots, lines, frame, list(placed)) for order in orders), key=len)


def _named(
    known: Sequence[tuple[Point, Box]],
    dots: Sequence[Box],
    lines: Sequence[Box],
    frame: Frame,
    placed: list[Box],
) -> list[Layer]:
    """The names in one order, each with the room that those before it leave."""
    return [
        layer
        for point, dot in known
        for layer in _label(point, dot, frame, placed, [one for one in dots if one != dot], lines)
    ]


def _area(point: Point, largest: float) -> float:
    return 70.0 if point.size is None else max(1500 * point.size / (largest or 1.0), 25.0)


def _dot(point: Point, frame: Frame, x_ticks: Sequence[float], largest: float) -> Box:
    """What a point covers."""
    x, y, reach = (
        _across(point.x, frame, x_ticks),
        frame.y(point.y),
        math.sqrt(_area(point, largest) / math.pi),
    )
    return (x - reach, y - reach, x + reach, y + reach)


def _crossing(drawn: Points, frame: Frame, x_ticks: Sequence[float]) -> list[Box]:
    """What the lines of a quadrant cover."""
    if drawn.middle is None:
        return []
    x, y = _across(drawn.middle[0], frame, x_ticks), frame.y(drawn.middle[1])
    return [(x - 1, 0.0, x + 1, frame.height), (0.0, y - 1, frame.width, y + 1)]


def _label(
    point: Point,
    dot: Box,
    frame: Frame,
    placed: list[Box],
    dots: Sequence[Box],
    lines: Sequence[Box],
) -> list[Layer]:
    """The name beside its point, on the first side where it covers no other name and no point.

    It may cross the upright line of a quadrant as a last resort, the level one, which would strike
    it through, never. A name without room is left out: the drawing's description and the table
    have it.
    """
    tries = ([*placed, *dots, *lines], [*placed, *dots, *lines[1:]])
    for hurdles, name_lines in product(tries, broken_names(point.label)):
        for align, at, middle in _sides(dot, name_lines):
            box = _box(name_lines, align, at, middle)
            is_inside = box[0] >= 0 and box[2] <= frame.width + frame.right
            if (
                is_inside
                and box[1] >= 0
                and box[3] <= frame.height
                and not any(_overlap(box, other) for other in hurdles)
            ):
                placed.append(box)
                return _written(name_lines, align, at, middle)
    return []


def _sides(dot: Box, name_lines: Sequence[str]) -> list[tuple[str, float, float]]:
    """Where a name may stand beside its point, the best place first: align, x and middle."""
    x, y = (dot[0] + dot[2]) / 2, (dot[1] + dot[3]) / 2
    gap = (dot[2] - dot[0]) / 2 + 4
    away = gap + 6 + (len(name_lines) - 1) * _LINE / 2
    return [
        ("left", x + gap, y), ("right", x - gap, y),
        ("center", x, y - away), ("center", x, y + away),
        ("left", x + gap, y - 10), ("left", x + gap, y + 10),
        ("right", x - gap, y - 10), ("right", x - gap, y + 10),
        ("left", x - gap, y - away), ("left", x - gap, y + away),
        ("right", x + gap, y - away), ("right", x + gap, y + away),
    ]  # fmt: skip


def _box(name_lines: Sequence[str], align: str, at: float, middle: float) -> Box:
    """What a name covers."""
    wide = max(map(text_width, name_lines))
    start = at - {"left": 0.0, "right": wide, "center": wide / 2}[align]
    half = 8 + (len(name_lines) - 1) * _LINE / 2
    return (start, middle - half, start + wide, middle + half)


def _written(name_lines: Sequence[str], align: str, at: float, middle: float) -> list[Layer]:
    """A name: its halo, then itself."""
    mark = {
        "type": "text", "align": align, "baseline": "middle", "color": INK, "aria": False,
        "lineBreak": "\n", "lineHeight": _LINE,
    }  # fmt: skip
    halo = {"stroke": HALO, "strokeWidth": 3, "strokeJoin": "round"}
    top = round(middle - (len(name_lines) - 1) * _LINE / 2, 2)
    place = {"x": {"value": round(at, 2)}, "y": {"value": top}}
    text = {**place, "text": {"value": "\n".join(name_lines)}}
    return [{"mark": mark | halo, "encoding": text}, {"mark": mark, "encoding": text}]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _quadrant(
    drawn: Points, frame: Frame, x_ticks: Sequence[float], placed: list[Box]
) -> list[Layer]:
    """The lines of a quadrant and its names, which take their place before the points' names."""
    if drawn.middle is None:
        return []
    x = round(_across(drawn.middle[0], frame, x_ticks), 2)
    y = round(frame.y(drawn.middle[1]), 2)
    wide, high = round(frame.width, 2), round(frame.height, 2)
    rule = {"type": "rule", "color": GOAL, "strokeDash": [5, 4], "aria": False}
    upright = {"x": {"value": x}, "y": {"value": 0}, "y2": {"value": high}}
    level = {"y": {"value": y}, "x": {"value": 0}, "x2": {"value": wide}}
    layers: list[Layer] = [{"mark": rule, "encoding": upright}, {"mark": rule, "encoding": level}]
    dots = [(_across(point.x, frame, x_ticks), frame.y(point.y)) for point in drawn.points]
    left = ((4.0, "left"), (x - 6, "right"), (x / 2, "center"))
    right = ((wide, "right"), (x + 6, "left"), ((x + wide) / 2, "center"))
    places = ((left, 12.0), (right, 12.0), (left, high - 8), (right, high - 8))
    for name, (ends, height) in zip(drawn.corners, places, strict=False):
        at, align, box = _free_end(name, ends, height, dots)
        placed.append(box)
        mark = {
            "type": "text", "align": align, "color": MUTED, "fontStyle": "italic", "aria": False,
        }  # fmt: skip
        place = {"x": {"value": at}, "y": {"value": height}, "text": {"value": name}}
        layers.append({"mark": mark, "encoding": place})
    return layers


def _across(value: float, frame: Frame, x_ticks: Sequence[float]) -> float:
    return frame.width * (value - x_ticks[0]) / (x_ticks[-1] - x_ticks[0])


def _free_end(
    name: str,
    ends: Sequence[tuple[float, str]],
    height: float,
    dots: Sequence[tuple[float, float]],
) -> tuple[float, str, Box]:
    """The place on a quadrant's edge at which its name covers no point, else the outer one."""
    found = []
    for at, align in ends:
        long = text_width(name)
        start = at - {"left": 0.0, "right": long, "center": long / 2}[align]
        found.append((round(at, 2), align, (start, height - 12, start + long, height + 6)))
    free = (
        one
        for one in found
        if not any(_overlap(one[2], (x - 8, y - 8, x + 8, y + 8)) for x, y in dots)
    )
    return next(free, found[0])


def describe_points(drawn: Points) -> str:
    """The points in words."""
    said = [f"{len(drawn.points)} points; {drawn.x.y_title} against {drawn.y.y_title}."]
    said += [f"{point.text}." for point in drawn.points[:12]]
    return " ".join(said)
