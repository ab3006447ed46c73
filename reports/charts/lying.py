"""Lying bars, for names: grouped, stacked or shares of a whole."""

import json
from typing import Any

from reports.charts.bars import colour_of, rows_of
from reports.charts.frame import Frame, Layer, base, value_axis, value_ticks
from reports.charts.labels import broken
from reports.charts.model import Chart, Size
from reports.charts.notes import goal_line
from reports.charts.theme import BAND, FONT_SIZE, HALO, INK, LINE_HEIGHT, RULE, text_width


def lying_height(chart: Chart) -> int:
    """Room for every lying bar and its name, which may need several lines on a phone."""
    count = len(chart.series)
    lines = max(map(len, bar_names(chart, Size(340, 0, is_narrow=True))), default=1)
    each = max(30, 6 + LINE_HEIGHT * lines)
    if count > 1 and chart.stack == "grouped":
        each = max(22 * count, each)
    return 34 + len(chart.positions) * each


def _room(size: Size) -> float:
    """The most that the names of lying bars may take."""
    return size.width * (0.46 if size.is_narrow else 0.34)


def bar_names(chart: Chart, size: Size) -> list[list[str]]:
    """The names of lying bars, in lines where one is too short, best before a bracket."""
    limit = _room(size) - 12
    found: list[list[str]] = []
    for label in chart.labels:
        lines = broken(label, limit)
        name, bracket, inside = label.partition(" (")
        if len(lines) > 1 and bracket and text_width(name) <= limit:
            lines = [name, f"({inside}"]
        found.append(lines)
    return found


def lying_spec(chart: Chart, size: Size) -> dict[str, Any]:
    """The specification of lying bars."""
    ticks = value_ticks(chart, size)
    names = bar_names(chart, size)
    widest = max((text_width(line) for lines in names for line in lines), default=0)
    left = min(widest + 12, _room(size))
    is_single = len(chart.series) == 1
    rows = rows_of(chart)
    right = (
        max((text_width(str(row["label"])) for row in rows), default=0) + 12 if is_single else 16
    )
    has_whiskers = any(series.highs for series in chart.series)
    top = 26 if chart.y_title else 8
    frame = Frame(
        size, left, right, top + (16 if chart.references else 0), 10 if is_single else 26, ticks
    )
    y: Layer = {
        "field": "k",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.1},
        "axis": {
            "labelExpr": f"{json.dumps(names, ensure_ascii=False)}[toNumber(datum.value)]",
            "labelLimit": round(left - 8, 2) if widest + 12 > left else 0,
            "labelLineHeight": FONT_SIZE + 1,
            "labelColor": INK,
            "grid": False,
            "domain": True,
            "domainColor": RULE,
        },
    }
    x: Layer = {"field": "v", **value_axis(chart, ticks)}
    x["axis"] = {
        **x["axis"],
        "grid": not is_single,
        "labels": not is_single,
        "ticks": False,
        "domain": False,
    }
    encoding: Layer = {
        "y": y,
        "x": {**x, "stack": None if chart.stack == "grouped" else "zero"},
        "color": colour_of(chart),
        "description": {"field": "text", "type": "nominal"},
        "order": {"field": "s", "type": "ordinal"},
    }
    if chart.stack == "grouped" and not is_single:
        encoding["yOffset"] = {"field": "s", "type": "nominal"}
    # Lighter under an interval, so that the interval is seen.
    mark = {"type": "bar", **({"opacity": 0.6} if has_whiskers else {})}
    behind, before = _upright(frame, chart)
    layers: list[Layer] = [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]
    layers = [*behind, *layers, *_whiskers(chart, y, x), *before]
    if is_single:
        text = {"type": "text", "align": "left", "dx": 6, "color": INK, "aria": False}
        # Beside nought where the bar goes the other way: there the text stands on no bar.
        ends = [row | {"v": max(float(row["v"]), 0.0)} for row in rows if row["v"] is not None]
        place = {"y": y, "x": x, "text": {"field": "label", "type": "nominal"}}
        if has_whiskers:
            place["x"] = {"value": round(frame.width, 2)}
        layers.append({"data": {"values": ends}, "mark": text, "encoding": place})
    return base(frame, layers, chart)


def _whiskers(chart: Chart, y: Layer, x: Layer) -> list[Layer]:
    """The intervals of lying bars of one series: the line from the lower to the upper end."""
    rows = [
        {"k": f"{place:04d}", "v": low, "high": high}
        for series in chart.series[:1]
        for place, (low, high) in enumerate(zip(series.lows, series.highs, strict=False))
        if low is not None and high is not None
    ]
    mark = {"type": "rule", "color": INK, "strokeWidth": 1.5, "aria": False}
    encoding = {"y": y, "x": x, "x2": {"field": "high"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}] if rows else []


def _upright(frame: Frame, chart: Chart) -> tuple[list[Layer], list[Layer]]:
    """Goals and bands of lying bars, named above: what lies behind the bars, and before them."""
    behind: list[Layer] = []
    before: list[Layer] = []
    low, high = frame.ticks[0], frame.ticks[-1]
    for reference in chart.references:
        ends = (reference.low, reference.low if reference.high is None else reference.high)
        x, x2 = (round(frame.width * (end - low) / (high - low), 2) for end in ends)
        tall = {"y2": {"value": round(frame.height, 2)}}
        if reference.high is None:
            halo = {"type": "rule", "color": HALO, "strokeWidth": 3, "aria": False}
            place = {"x": {"value": x}, "y": {"value": -2}} | tall
            before += [{"mark": mark, "encoding": place} for mark in (halo, goal_line(reference))]
        else:
            wide = {"x": {"value": x}, "x2": {"value": x2}, "y": {"value": 0}} | tall
            mark = {"type": "rect", "color": BAND, "aria": False}
            behind.append({"mark": mark, "encoding": wide})
        text = {
            "type": "text", "align": "center", "baseline": "bottom", "color": reference.colour,
            "aria": False,
        }  # fmt: skip
        middle = {"x": {"value": round((x + x2) / 2, 2)}, "y": {"value": -5}}
        before.append({"mark": text, "encoding": {**middle, "text": {"value": reference.label}}})
    return behind, before
