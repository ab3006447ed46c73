"""A bridge from one total to another: lying steps, each beginning where the last one ended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts.frame import Frame, Layer, base, value_axis
from reports.charts.model import Chart, Size
from reports.charts.scales import y_domain
from reports.charts.theme import BAD, GOOD, INK, MUTED, RULE, SERIES, text_width


@dataclass(frozen=True)
class Step:
    """One step of the bridge.

    Attributes:
        name: What it is.
        low: Where its bar begins on the axis.
        high: Where it ends.
        text: Its amount as written.
        kind: total, gain or loss.
    """

    name: str
    low: float
    high: float
    text: str
    kind: str


_COLOURS = {"total": SERIES[0], "gain": GOOD, "loss": BAD}


def bridge_steps(rows: Sequence[tuple[str, float]], write: Any, write_change: Any) -> list[Step]:
    """The steps of a bridge: the first and the last row are totals, those between them changes."""
    steps: list[Step] = []
    level = 0.0
    for place, (name, amount) in enumerate(rows):
        if place in (0, len(rows) - 1):
            steps.append(Step(name, min(0.0, amount), max(0.0, amount), write(amount), "total"))
            level = amount
            continue
        ends = sorted((level, level + amount))
        kind = "gain" if amount >= 0 else "loss"
        steps.append(Step(name, ends[0], ends[1], write_change(amount), kind))
        level += amount
    return steps


def bridge_spec(steps: Sequence[Step], axis: Chart, size: Size) -> dict[str, Any]:
    """The specification of a bridge."""
    reach = [end for step in steps for end in (step.low, step.high)]
    ticks = y_domain(reach, from_zero=True, low=None, high=None, marks=4)
    widest = max(text_width(step.name) for step in steps) + 12
    left = min(widest, size.width * (0.42 if size.is_narrow else 0.34))
    right = max(text_width(step.text) for step in steps) + 14
    frame = Frame(size, left, right, 10, 10, ticks)
    names = json.dumps([step.name for step in steps], ensure_ascii=False)
    y: Layer = {
        "field": "k", "type": "ordinal", "sort": None,
        "scale": {"paddingInner": 0.28, "paddingOuter": 0.1},
        "axis": {
            "labelExpr": f"{names}[toNumber(datum.value)]", "labelColor": INK, "grid": False,
            "labelLimit": round(left - 8, 2), "domain": False, "ticks": False,
        },
    }  # fmt: skip
    x: Layer = {"field": "low", **value_axis(axis, ticks)}
    x["axis"] = None
    rows = [
        {
            "k": f"{place:04d}", "low": step.low, "high": step.high, "label": step.text,
            "text": f"{step.name}: {step.text}", "c": step.kind,
            "level": step.low if step.kind == "loss" else step.high,
        }
        for place, step in enumerate(steps)
    ]  # fmt: skip
    colour = {
        "field": "c", "type": "nominal", "legend": None,
        "scale": {"domain": list(_COLOURS), "range": list(_COLOURS.values())},
    }  # fmt: skip
    described = {"description": {"field": "text", "type": "nominal"}}
    bars = {"y": y, "x": x, "x2": {"field": "high"}, "color": colour, **described}
    ends = {"y": y, "x": {**x, "field": "high"}, "text": {"field": "label", "type": "nominal"}}
    mark = {"type": "text", "align": "left", "dx": 6, "color": INK, "aria": False}
    layers: list[Layer] = [
        *_links(steps, frame),
        {"data": {"values": rows}, "mark": "bar", "encoding": bars},
        {"data": {"values": rows}, "mark": mark, "encoding": ends},
    ]
    return base(frame, layers, axis)


def _links(steps: Sequence[Step], frame: Frame) -> list[Layer]:
    """Hairlines from the end of each step to the beginning of the next."""
    low, high = frame.ticks[0], frame.ticks[-1]
    each = frame.height / (len(steps) - 0.28 + 2 * 0.1)
    layers: list[Layer] = []
    for place, step in enumerate(steps[:-1]):
        level = step.low if step.kind == "loss" else step.high
        x = {"value": round(frame.width * (level - low) / (high - low), 2)}
        ends = {
            "y": {"value": round(each * (place + 0.1), 2)},
            "y2": {"value": round(each * (place + 1.82), 2)},
        }
        mark = {"type": "rule", "color": MUTED if step.kind == "total" else RULE, "aria": False}
        layers.append({"mark": {**mark, "strokeDash": [2, 3]}, "encoding": {"x": x, **ends}})
    return layers
