"""Flows between columns of names, laid out by hand: Vega-Lite has no such mark.

The drawing is a Vega-Lite specification all the same (bands as areas), so that theme, tidying and
dark mode are those of every chart.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.charts.frame import Layer
from reports.charts.model import Size
from reports.charts.theme import INK, SERIES, config, text_width

_NODE, _GAP, _STEPS = 10.0, 10.0, 16


@dataclass(frozen=True)
class Flow:
    """So much goes from one name to another."""

    start: str
    end: str
    amount: float


@dataclass(frozen=True)
class Node:
    """A name: its column, and its span on an axis of amounts, gaps left out."""

    name: str
    column: int
    place: int
    below: float
    amount: float


@dataclass(frozen=True)
class Link:
    """A flow, and where on both of its names it is tied."""

    flow: Flow
    start_at: float
    end_at: float


def laid_out(flows: Sequence[Flow]) -> tuple[list[Node], list[Link]]:
    """Names in columns, flows tied to them; nothing if the flows go in a circle."""
    names = list(dict.fromkeys(name for flow in flows for name in (flow.start, flow.end)))
    column = dict.fromkeys(names, 0)
    for _ in names:
        before = dict(column)
        for flow in flows:
            column[flow.end] = max(column[flow.end], column[flow.start] + 1)
        if before == column:
            break
    else:
        return [], []
    nodes: dict[str, Node] = {}
    filled: dict[int, tuple[int, float]] = {}
    for name in names:
        out = sum(flow.amount for flow in flows if flow.start == name)
        into = sum(flow.amount for flow in flows if flow.end == name)
        place, below = filled.get(column[name], (0, 0.0))
        nodes[name] = Node(name, column[name], place, below, max(out, into))
        filled[column[name]] = (place + 1, below + max(out, into))
    links: list[Link] = []
    out_of, into_of = dict.fromkeys(names, 0.0), dict.fromkeys(names, 0.0)
    order = {name: number for number, name in enumerate(names)}
    for flow in sorted(flows, key=lambda f: (order[f.start], order[f.end])):
        links.append(Link(flow, out_of[flow.start], into_of[flow.end]))
        out_of[flow.start] += flow.amount
        into_of[flow.end] += flow.amount
    return list(nodes.values()), links


def flow_svg(
    nodes: Sequence[Node], links: Sequence[Link], size: Size, write: Callable[[float], str]
) -> dict[str, Any]:
    """The specification of the drawing."""
    last = max(node.column for node in nodes)
    amounts = [sum(n.amount for n in nodes if n.column == c) for c in range(last + 1)]
    counts = [sum(1 for n in nodes if n.column == c) for c in range(last + 1)]
    scale = (size.height - _GAP * max(counts) - 8) / max(amounts)
    texts = {node.name: f"{node.name} {write(node.amount)}" for node in nodes}
    right = max((text_width(texts[n.name]) for n in nodes if n.column == last), default=0.0) + 8
    right = min(right, size.width * (0.42 if size.is_narrow else 0.36))
    wide = (size.width - right - _NODE) / max(last, 1)
    tops = {n.name: 4 + n.below * scale + n.place * _GAP for n in nodes}
    lefts = {n.name: n.column * wide for n in nodes}
    colours = {n.name: SERIES[number % len(SERIES)] for number, n in enumerate(nodes)}
    layers = [
        _band(
            lefts[link.flow.start] + _NODE, tops[link.flow.start] + link.start_at * scale,
            lefts[link.flow.end], tops[link.flow.end] + link.end_at * scale,
            link.flow.amount * scale, colours[link.flow.start],
            f"{link.flow.start} to {link.flow.end}: {write(link.flow.amount)}",
        )
        for link in links
    ]  # fmt: skip
    for node in nodes:
        x, y = lefts[node.name], tops[node.name]
        room = right - 8 if node.column == last else wide - _NODE - 12
        span = (x, y, max(node.amount * scale, 1.0))
        layers += _named(texts[node.name], span, colours[node.name], room)
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": size.width,
        "height": size.height,
        "padding": 0,
        "autosize": {"type": "none"},
        "config": config(),
        "data": {"values": [{}]},
        "layer": layers,
    }


def _named(text: str, span: tuple[float, float, float], colour: str, room: float) -> list[Layer]:
    """A name's bar, and the name beside it."""
    x, y, high = span
    bar = {"type": "rect", "color": colour, "description": text}
    ends = {"x": _at(x), "x2": _at(x + _NODE), "y": _at(y), "y2": _at(y + high)}
    name = {
        "type": "text", "align": "left", "baseline": "middle", "color": INK,
        "limit": round(room, 1), "aria": False,
    }  # fmt: skip
    place = {"x": _at(x + _NODE + 6), "y": _at(y + high / 2), "text": {"value": text}}
    return [{"mark": bar, "encoding": ends}, {"mark": name, "encoding": place}]


def _at(pixels: float) -> dict[str, float]:
    return {"value": round(pixels, 2)}


def _band(x1: float, y1: float, x2: float, y2: float, high: float, colour: str, text: str) -> Layer:
    """A band that leaves and arrives level."""
    rows: list[dict[str, float]] = []
    for step in range(_STEPS + 1):
        t = step / _STEPS
        eased = t * t * (3 - 2 * t)
        y = y1 + (y2 - y1) * eased
        rows.append({"x": round(x1 + (x2 - x1) * t, 2), "y": round(y, 2), "b": round(y + high, 2)})
    plain = {"type": "quantitative", "scale": None, "axis": None}
    mark = {"type": "area", "color": colour, "opacity": 0.32, "description": text}
    encoding = {"x": {"field": "x", **plain}, "y": {"field": "y", **plain}, "y2": {"field": "b"}}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}
