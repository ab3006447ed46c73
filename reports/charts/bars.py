"""Standing bars, grouped, stacked or shares of a whole, and what they share with lying ones."""

from typing import Any

from reports.charts.frame import (
    Frame,
    Layer,
    base,
    left_margin,
    value_axis,
    value_ticks,
)
from reports.charts.labels import name_labels
from reports.charts.model import Chart, Size
from reports.charts.notes import event_layers, reference_layers
from reports.charts.scales import date_labels, within_periods
from reports.charts.stacks import drawn_values
from reports.charts.theme import FONT_SIZE, INK, MUTED, text_width

# What a value above its bar needs.
_LABEL_ROOM = FONT_SIZE + 4


def rows_of(chart: Chart) -> list[dict[str, Any]]:
    """One row for each bar, or part of one."""
    rows: list[dict[str, Any]] = []
    drawn = drawn_values(chart)
    for order, series in enumerate(chart.series):
        for place, value in enumerate(drawn[order]):
            rows.append(
                {
                    "k": f"{place:04d}",
                    "s": f"{order:02d}",
                    "v": value,
                    "label": series.texts[place],
                    "text": f"{series.title}, {chart.labels[place]}: {series.texts[place]}",
                }
            )
    return rows


def colour_of(chart: Chart) -> Layer:
    """The colours of the series."""
    return {
        "field": "s",
        "type": "nominal",
        "legend": None,
        "scale": {
            "domain": [f"{n:02d}" for n in range(len(chart.series))],
            "range": [series.colour for series in chart.series],
        },
    }


def standing_spec(chart: Chart, size: Size) -> dict[str, Any]:
    """The specification of standing bars."""
    left = left_margin(chart, value_ticks(chart, size))
    labels, rows = _labels(chart, size.width - left - 10, left), rows_of(chart)
    frame = _frame(chart, size, labels, rows)
    ticks = frame.ticks
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
        "color": colour_of(chart),
        "description": {"field": "text", "type": "nominal"},
        "order": {"field": "s", "type": "ordinal"},
    }
    if chart.stack == "grouped" and len(chart.series) > 1:
        encoding["xOffset"] = {"field": "s", "type": "nominal"}
    behind, before = reference_layers(frame, chart)
    bars: Layer = {"data": {"values": rows}, "mark": {"type": "bar"}, "encoding": encoding}
    happened = event_layers(frame, within_periods(chart.days(), chart.events, frame.width))
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


def _frame(
    chart: Chart, size: Size, labels: dict[int, list[str]], rows: list[dict[str, Any]]
) -> Frame:
    """Margins and scales; one tick more where a bar's value would stand on an event's name."""
    has_names = bool(chart.events) and size.has_room_for_events
    top = 30 + (18 if has_names else 0)
    bottom = 12 + (FONT_SIZE + 2) * max(map(len, labels.values()), default=1)

    def framed(ticks: list[float]) -> Frame:
        return Frame(size, left_margin(chart, ticks), 10, top, bottom, ticks)

    frame = framed(value_ticks(chart, size))
    values = [value for series in chart.series for value in series.values if value is not None]
    if has_names and values and _fits(chart, frame, rows) and frame.y(max(values)) < _LABEL_ROOM:
        return framed([*frame.ticks, 2 * frame.ticks[-1] - frame.ticks[-2]])
    return frame


def _labels(chart: Chart, width: float, left: float) -> dict[int, list[str]]:
    """Which positions are labelled below standing bars."""
    each = width / max(len(chart.positions), 1)
    if chart.is_time:
        xs = [each * (place + 0.5) for place in range(len(chart.positions))]
        return date_labels(chart.days(), max(int(width // 44), 1), xs)
    step = width / max(len(chart.labels) - 0.28 + 2 * 0.14, 1)
    xs = [step * (place + 0.14 + 0.36) for place in range(len(chart.labels))]
    return name_labels(chart.labels, xs, left=left, width=width, right=10)


def _fits(chart: Chart, frame: Frame, rows: list[dict[str, Any]]) -> bool:
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
