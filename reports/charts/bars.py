"""Bars: standing for time, lying for names; grouped, stacked or shares of a whole."""

import json
import math
from typing import Any

from reports.charts.frame import (
    Frame,
    Layer,
    base,
    left_margin,
    tick_texts,
    value_axis,
    value_ticks,
)
from reports.charts.model import Chart, Size
from reports.charts.notes import event_layers, goal_line, reference_layers
from reports.charts.scales import date_labels, day_number, within_periods
from reports.charts.theme import FONT_SIZE, HALO, INK, MUTED, RULE, text_width


def bar_spec(chart: Chart, size: Size) -> dict[str, Any]:
    """The specification of a bar chart."""
    return _lying(chart, size) if chart.is_horizontal else _standing(chart, size)


def _rows(chart: Chart) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    totals = [
        sum(value for value in column if value is not None) or 1.0
        for column in zip(*(series.values for series in chart.series), strict=True)
    ]
    for order, series in enumerate(chart.series):
        for place, value in enumerate(series.values):
            share = None if value is None else value / totals[place]
            rows.append(
                {
                    "k": f"{place:04d}",
                    "s": f"{order:02d}",
                    "v": share if chart.stack == "stacked100" else value,
                    "label": series.texts[place],
                    "text": f"{series.title}, {chart.labels[place]}: {series.texts[place]}",
                }
            )
    return rows


def _colour(chart: Chart) -> Layer:
    return {
        "field": "s",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": [f"{n:02d}" for n in range(len(chart.series))],
            "range": [series.colour for series in chart.series],
        },
    }


def _standing(chart: Chart, size: Size) -> dict[str, Any]:
    ticks = value_ticks(chart, size)
    labels = _labels(chart, size)
    has_names = bool(chart.events) and not size.is_narrow
    frame = Frame(
        size,
        left_margin(chart, ticks),
        10,
        30 + (18 if has_names else 0),
        12 + (FONT_SIZE + 2) * max(map(len, labels.values()), default=1),
        ticks,
    )
    texts = [
        "".join(f"{line}\n" for line in labels.get(n, [])).strip()
        for n in range(len(chart.positions))
    ]
    x: Layer = {
        "field": "k",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.28, "paddingOuter": 0.14},
        "axis": {"labels": False, "ticks": False, "domain": min(ticks) >= 0},
    }
    encoding: Layer = {
        "x": x,
        "y": {
            "field": "v",
            **value_axis(chart, ticks),
            "stack": None if chart.stack == "grouped" else "zero",
        },
        "color": _colour(chart),
        "description": {"field": "text", "type": "nominal"},
        "order": {"field": "s", "type": "ordinal"},
    }
    if chart.stack == "grouped" and len(chart.series) > 1:
        encoding["xOffset"] = {"field": "s", "type": "nominal"}
    rows = _rows(chart)
    behind, before = reference_layers(frame, chart)
    bars: Layer = {"data": {"values": rows}, "mark": {"type": "bar"}, "encoding": encoding}
    happened = event_layers(
        frame, within_periods(chart.days(), chart.events, frame.width), named=has_names
    )
    layers: list[Layer] = [*behind, *happened, bars, *_zero(frame), *before]
    names = [{"k": f"{n:04d}", "t": text} for n, text in enumerate(texts) if text]
    below = {
        "type": "text",
        "baseline": "top",
        "lineBreak": "\n",
        "lineHeight": FONT_SIZE + 2,
        "color": MUTED,
        "aria": False,
    }
    layers.append(
        {
            "data": {"values": names},
            "mark": below,
            "encoding": {
                "x": x,
                "y": {"value": round(frame.height + 7, 2)},
                "text": {"field": "t", "type": "nominal"},
            },
        }
    )
    if _fits(chart, frame, rows):
        above = {"type": "text", "baseline": "bottom", "dy": -4, "color": INK, "aria": False}
        text = {
            "x": x,
            "y": {"field": "v", **value_axis(chart, ticks)},
            "text": {"field": "label", "type": "nominal"},
        }
        layers.append({"data": {"values": rows}, "mark": above, "encoding": text})
    return base(frame, layers, chart)


def _labels(chart: Chart, size: Size) -> dict[int, list[str]]:
    """Which positions are labelled below standing bars."""
    room = max(int(size.width * 0.86 // 44), 1)
    if chart.is_time:
        by_day = date_labels(chart.days(), room)
        return {
            n: by_day[day_number(d)] for n, d in enumerate(chart.days()) if day_number(d) in by_day
        }
    widest = (
        max((text_width(word) for label in chart.labels for word in label.split()), default=0) + 8
    )
    step = size.width * 0.86 / max(len(chart.labels), 1)
    every = max(1, math.ceil(widest / step))
    return {
        n: _broken(label, step * every) for n, label in enumerate(chart.labels) if n % every == 0
    }


def _broken(label: str, limit: float) -> list[str]:
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = (
            [*lines, word] if lines[-1] and text_width(longer) > limit else [*lines[:-1], longer]
        )
    return lines


def _fits(chart: Chart, frame: Frame, rows: list[dict[str, object]]) -> bool:
    widest = max((text_width(str(row["label"])) for row in rows), default=0)
    step = frame.width / max(len(chart.positions), 1)
    is_single = len(chart.series) == 1 and min(frame.ticks) >= 0
    return chart.has_labels and is_single and widest + 4 < step


def _zero(frame: Frame) -> list[Layer]:
    if min(frame.ticks) >= 0:
        return []
    y = {"y": {"value": round(frame.y(0), 2)}}
    wide = {"x": {"value": 0}, "x2": {"value": round(frame.width, 2)}}
    return [{"mark": {"type": "rule", "color": MUTED, "aria": False}, "encoding": y | wide}]


def lying_height(chart: Chart) -> int:
    """Room for every lying bar and its name, which may need two lines on a phone."""
    count = len(chart.series)
    names = bar_names(chart, Size(340, 0, is_narrow=True))
    each = 36 if any(len(lines) > 1 for lines in names) else 30
    if count > 1 and chart.stack == "grouped":
        each = max(22 * count, each)
    return 34 + len(chart.positions) * each


def _room(size: Size) -> float:
    """The most that the names of lying bars may take."""
    return size.width * (0.42 if size.is_narrow else 0.34)


def bar_names(chart: Chart, size: Size) -> list[list[str]]:
    """The names of lying bars, in two lines where one is too short."""
    found: list[list[str]] = []
    for label in chart.labels:
        first, *rest = _broken(label, _room(size) - 12)
        found.append([first, " ".join(rest)] if rest else [first])
    return found


def _lying(chart: Chart, size: Size) -> dict[str, Any]:
    ticks = value_ticks(chart, size)
    names = bar_names(chart, size)
    widest = max((text_width(line) for lines in names for line in lines), default=0)
    left = min(widest + 12, _room(size))
    is_single = len(chart.series) == 1
    rows = _rows(chart)
    right = (
        max((text_width(str(row["label"])) for row in rows), default=0) + 12 if is_single else 16
    )
    has_whiskers = any(series.highs for series in chart.series)
    top = 26 if chart.y_title else 8
    frame = Frame(
        size, left, right, top + (16 if chart.references else 0), 10 if is_single else 26, ticks
    )
    texts = tick_texts(chart, ticks)
    y: Layer = {
        "field": "k",
        "type": "ordinal",
        "sort": None,
        "scale": {"paddingInner": 0.3, "paddingOuter": 0.1},
        "axis": {
            "labelExpr": f"{json.dumps(names, ensure_ascii=False)}[toNumber(datum.value)]",
            "labelLimit": round(left - 8, 2),
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
    assert texts
    encoding: Layer = {
        "y": y,
        "x": {**x, "stack": None if chart.stack == "grouped" else "zero"},
        "color": _colour(chart),
        "description": {"field": "text", "type": "nominal"},
        "order": {"field": "s", "type": "ordinal"},
    }
    if chart.stack == "grouped" and not is_single:
        encoding["yOffset"] = {"field": "s", "type": "nominal"}
    layers: list[Layer] = [
        {"data": {"values": rows}, "mark": {"type": "bar"}, "encoding": encoding}
    ]
    layers += _whiskers(chart, y, x) + _upright(frame, chart)
    if is_single:
        text = {"type": "text", "align": "left", "dx": 6, "color": INK, "aria": False}
        place = {"y": y, "x": x, "text": {"field": "label", "type": "nominal"}}
        if has_whiskers:
            place["x"] = {"value": round(frame.width, 2)}
        layers.append({"data": {"values": rows}, "mark": text, "encoding": place})
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


def _upright(frame: Frame, chart: Chart) -> list[Layer]:
    """Goals of lying bars: upright lines named above."""
    layers: list[Layer] = []
    low, high = frame.ticks[0], frame.ticks[-1]
    for reference in chart.references:
        x = frame.width * (reference.low - low) / (high - low)
        ends = {
            "x": {"value": round(x, 2)},
            "y": {"value": -2},
            "y2": {"value": round(frame.height, 2)},
        }
        halo = {"type": "rule", "color": HALO, "strokeWidth": 3, "aria": False}
        text = {
            "type": "text",
            "align": "center",
            "baseline": "bottom",
            "color": reference.colour,
            "aria": False,
        }
        name = {"x": {"value": round(x, 2)}, "y": {"value": -5}, "text": {"value": reference.label}}
        layers += [
            {"mark": halo, "encoding": ends},
            {"mark": goal_line(reference), "encoding": ends},
            {"mark": text, "encoding": name},
        ]
    return layers
