"""What stands around the data of a chart: goals, bands, events, points with a word of their own."""

import math
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from reports.charts.frame import Frame, Layer
from reports.charts.model import Chart, Reference
from reports.charts.scales import day_number
from reports.charts.theme import (
    BAND,
    EVENT_ROOM,
    EVENT_SIZE,
    FONT_SIZE,
    GOAL,
    HALO,
    LINE_HEIGHT,
    MUTED,
    text_width,
)
from reports.formats import format_value

Path = Sequence[tuple[float, float | None]]
"""Points of a line from left to right; none where it is interrupted."""
# What stands between two writings on one line.
_BETWEEN = 14.0
# More room than this is no better.
_ENOUGH = 24.0


def goal_line(reference: Reference) -> Layer:
    """The mark of a goal: a dashed line."""
    return {
        "type": "rule",
        "color": reference.colour,
        "strokeDash": [5, 4],
        "strokeWidth": 1.5,
        "aria": False,
    }


def reference_layers(
    frame: Frame, chart: Chart, shares: Sequence[float] = (), taken: Sequence[Path] = ()
) -> tuple[list[Layer], list[Layer]]:
    """Goals and bands: what lies behind the data, and the labels before it.

    Args:
        frame: The drawing's margins and scales.
        chart: What it shows.
        shares: Where the positions of a line chart stand, so that labels keep away from lines.
        taken: Lines of writing that they keep away from too.
    """
    behind: list[Layer] = []
    before: list[Layer] = []
    for reference in chart.references:
        top = reference.low if reference.high is None else reference.high
        y = round(frame.y(top), 2)
        if reference.high is not None:
            box = {"y": {"value": y}, "y2": {"value": round(frame.y(reference.low), 2)}}
            wide = {"x": {"value": 0}, "x2": {"value": round(frame.width, 2)}}
            behind.append(
                {"mark": {"type": "rect", "color": BAND, "aria": False}, "encoding": box | wide}
            )
        else:
            wide = {"x": {"value": 0}, "x2": {"value": round(frame.width, 2)}}
            behind.append({"mark": goal_line(reference), "encoding": {"y": {"value": y}} | wide})
        inside = reference.high is not None or y < FONT_SIZE
        below = inside
        x = _start(frame, y + (12 if below else -13))
        if shares:
            sides = (False, True) if reference.high is None else (True,)
            x, below = _spot(
                frame,
                _paths(frame, chart, shares),
                [*taken, *_axis_labels(frame)],
                y,
                text_width(reference.label),
                sides,
            )
        before.append(_note(reference.label, x, y + (4 if below else -5), GOAL, below=below))
    return behind, before


def _axis_labels(frame: Frame) -> list[Path]:
    """Where the labels of the value axis end, left of the plot."""
    return [[(-frame.left, frame.y(tick)), (-6.0, frame.y(tick))] for tick in frame.ticks]


def _start(frame: Frame, middle: float) -> float:
    """Where a label at the left end begins: further in beside a label of the axis."""
    is_beside = any(abs(frame.y(tick) - middle) < LINE_HEIGHT for tick in frame.ticks)
    return _BETWEEN if is_beside else 4.0


def _spot(
    frame: Frame,
    lines: Sequence[Path],
    written: Sequence[Path],
    y: float,
    wide: float,
    sides: Sequence[bool],
) -> tuple[float, bool]:
    """Where along a level line, and on which of some sides of it, its label is far from the data.

    The ends come first; a place between them must be better. What is written elsewhere is kept
    at a distance on its own line too, lest both be read as one.
    """
    last = frame.width - wide - 4
    best, spot = -1.0, (4.0, sides[0] or y < FONT_SIZE)
    for x in (4.0, last, *(4 + (last - 4) * n / 8 for n in range(1, 8))):
        for below in sides:
            middle = y + (12 if below else -13)
            if not FONT_SIZE / 2 <= middle <= frame.height - FONT_SIZE / 2:
                continue
            near = [_distance(line, x, x + wide, middle) for line in lines]
            beside = (
                _distance(line, x - _BETWEEN, x + wide + _BETWEEN, middle) for line in written
            )
            room = min([_ENOUGH, *near, *(one for one in beside if one < LINE_HEIGHT)])
            if room > best + 1:
                best, spot = room, (x, below)
    return spot


def _paths(frame: Frame, chart: Chart, shares: Sequence[float]) -> list[Path]:
    """The lines of a chart, in pixels."""
    return [
        [
            (frame.width * share, None if value is None else frame.y(value))
            for share, value in zip(shares, series.values, strict=True)
        ]
        for series in chart.series
    ]


def _distance(line: Path, left: float, right: float, y: float) -> float:
    """How near a line comes to a height between two places."""
    found = [abs(py - y) for x, py in line if py is not None and left <= x <= right]
    for (x, start), (after, end) in pairwise(line):
        if start is None or end is None or after <= left or x >= right:
            continue
        ends = [
            start + (end - start) * (min(max(at, x), after) - x) / (after - x) - y
            for at in (left, right)
        ]
        found.append(0.0 if ends[0] * ends[1] < 0 else min(map(abs, ends)))
    return min(found, default=math.inf)


def _note(text: str, x: float, y: float, colour: str, *, below: bool = False) -> Layer:
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "top" if below else "bottom",
        "color": colour,
        "stroke": HALO,
        "strokeWidth": 4,
        "strokeJoin": "round",
        "aria": False,
    }
    place = {"x": {"value": round(x, 2)}, "y": {"value": round(y, 2)}, "text": {"value": text}}
    plain = {key: value for key, value in mark.items() if not key.startswith("stroke")}
    return {"layer": [{"mark": mark, "encoding": place}, {"mark": plain, "encoding": place}]}


def point_layers(frame: Frame, chart: Chart, shares: Sequence[float]) -> list[Layer]:
    """Points with a word of their own, written above or below, inside of the plot."""
    layers: list[Layer] = []
    for point in chart.points:
        x, y = frame.width * shares[point.place], frame.y(point.value)
        ring = {"type": "point", "size": 130, "color": GOAL, "strokeWidth": 2, "aria": False}
        at = {"x": {"value": round(x, 2)}, "y": {"value": round(y, 2)}}
        wide = text_width(point.label)
        start = min(max(x - wide / 2, 0), frame.width - wide)
        below = y < 26 or (point.is_low and y < frame.height - 26)
        layers.append({"mark": ring, "encoding": at})
        layers.append(_note(point.label, start, y + (10 if below else -10), GOAL, below=below))
    return layers


def event_layers(
    frame: Frame, events: Sequence[tuple[float, str]], reach: float | None = None
) -> list[Layer]:
    """What happened when, as hairlines, named where there is room for names.

    Args:
        frame: The drawing's margins and scales.
        events: Where each stands, in pixels from the left, and its name.
        reach: How far right of the plot a name may stand; its whole margin by default.
    """
    places = _name_places(frame, events, frame.right if reach is None else reach)
    layers: list[Layer] = []
    for (x, name), at in zip(events, places, strict=True):
        rule = {
            "type": "rule", "color": MUTED, "strokeWidth": 1, "strokeDash": [1, 3],
            "description": name,
        }  # fmt: skip
        ends = {"y": {"value": 0}, "y2": {"value": round(frame.height, 2)}}
        layers.append({"mark": rule, "encoding": {"x": {"value": round(x, 2)}} | ends})
        if at is None:
            continue
        text = {
            "type": "text", "align": "center", "baseline": "bottom", "color": MUTED,
            "fontSize": EVENT_SIZE, "aria": False,
        }  # fmt: skip
        place = {"x": {"value": round(at, 2)}, "y": {"value": -3}, "text": {"value": name}}
        layers.append({"mark": text, "encoding": place})
    return layers


def _name_places(
    frame: Frame, events: Sequence[tuple[float, str]], reach: float
) -> list[float | None]:
    """The middles of the events' names, moved apart until none covers another.

    None for a name that would no longer stand over its line.
    """
    if not frame.size.has_room_for_events:
        return [None] * len(events)
    halves = [text_width(name, EVENT_ROOM) / 2 for _, name in events]
    middles = [x for x, _ in events]
    taken = -frame.left
    for place, half in enumerate(halves):
        middles[place] = max(middles[place], taken + half)
        taken = middles[place] + half
    limit = frame.width + reach
    for place in reversed(range(len(events))):
        middles[place] = min(middles[place], limit - halves[place])
        limit = middles[place] - halves[place]
    off = [
        abs(middle - x) - half for middle, half, (x, _) in zip(middles, halves, events, strict=True)
    ]
    if max(off, default=0.0) <= 0:
        return list(middles)
    # What the one furthest from its line gives up is room for the others.
    worst = off.index(max(off))
    rest = _name_places(frame, [*events[:worst], *events[worst + 1 :]], reach)
    return [*rest[:worst], None, *rest[worst:]]


def events_told(chart: Chart) -> str:
    """The events of a chart's months in a sentence, for drawings without their names."""
    days = chart.days()
    if len(days) < 2:
        return ""
    first, before, last = (day_number(day) for day in (days[0], days[-2], days[-1]))
    last += last - before if chart.kind == "bar" else 0
    return events_marked(
        "Dotted", [event for event in chart.events if first <= day_number(event[0]) <= last]
    )


def events_marked(sign: str, events: Sequence[tuple[date, str]]) -> str:
    """Which events a sign in the drawing stands for."""
    named = [f"{format_value(day, 'd mmm')} {name}" for day, name in events]
    return f"{sign}: {'; '.join(named)}." if named else ""
