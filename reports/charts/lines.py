"""Lines and areas over time, labelled directly at their ends."""

from itertools import groupby
from typing import Any

from reports.charts.frame import (
    LOWER_ROOM,
    Frame,
    Layer,
    base,
    left_margin,
    lookup,
    lower_title,
    value_axis,
    value_ticks,
)
from reports.charts.labels import broken, name_labels
from reports.charts.model import Chart, Series, Size
from reports.charts.notes import Path, event_layers, point_layers, reference_layers
from reports.charts.scales import date_labels, day_number
from reports.charts.stacks import drawn_values
from reports.charts.theme import FONT_SIZE, HALO, LINE_HEIGHT, text_width

# What a person counts months and weeks in.
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120)


def line_spec(chart: Chart, size: Size) -> dict[str, Any]:
    """The specification of a line or area chart."""
    ticks = value_ticks(chart, size)
    ends = _end_labels(chart, size)
    right = max((text_width(line) for lines in ends for line in lines), default=0) + 14
    has_names = bool(chart.events) and size.has_room_for_events
    top = 24 + (18 if has_names else 4 if chart.references else 0)
    places, left = _places(chart), left_margin(chart, ticks)
    below = _labels(chart, places, left, size.width - left - right, right)
    lines = max([2, *map(len, below.values())])
    bottom = max(10 + LINE_HEIGHT * lines, LOWER_ROOM if chart.x_title else 0)
    frame = Frame(size, left, right, top, bottom, ticks)
    low, high = min(places), max(places)
    x_axis, shares = _x_axis(below, places), _shares(places)
    labels = _label_places(chart, frame, ends)
    taken = _written(chart, frame, shares, ends, labels)
    behind, before = reference_layers(frame, chart, shares, taken)
    events = [
        (frame.width * (day_number(day) - low) / ((high - low) or 1), name)
        for day, name in chart.events
        if low <= day_number(day) <= high
    ]
    layers: list[Layer] = [*behind, *event_layers(frame, events, _reach(frame, ends, labels))]
    layers += _marks(chart, places, x_axis, value_axis(chart, ticks))
    layers += before + _names(chart, labels, places, x_axis, ends)
    layers += point_layers(frame, chart, shares)
    layers += [lower_title(chart.x_title, frame)] if chart.x_title else []
    return base(frame, layers, chart)


def _places(chart: Chart) -> list[float]:
    if chart.is_time:
        return [day_number(day) for day in chart.days()]
    return [float(place) for place in range(len(chart.positions))]


def _labels(
    chart: Chart, places: list[float], left: float, width: float, right: float
) -> dict[int, list[str]]:
    """Which positions are named below the lines."""
    if _is_counted(chart):
        room = max(int(width // 46), 1)
        every = next((step for step in _STEPS if len(places) <= step * room), len(places))
        return {place: [chart.labels[place]] for place in range(len(places))[::every]}
    xs = [width * share for share in _shares(places)]
    if chart.is_time:
        return date_labels(chart.days(), int(width // 46), xs)
    return name_labels(chart.labels, xs, left=left, width=width, right=right)


def _shares(places: list[float]) -> list[float]:
    """Where each position stands between the first and the last."""
    low, high = min(places), max(places)
    return [(place - low) / ((high - low) or 1) for place in places]


def _x_axis(labels: dict[int, list[str]], places: list[float]) -> Layer:
    low, high = min(places), max(places)
    return {
        "field": "x",
        "type": "quantitative",
        "scale": {"domain": [low, high if high > low else low + 1], "nice": False, "zero": False},
        "axis": {
            "values": [places[place] for place in labels],
            "labelExpr": lookup({places[place]: text for place, text in labels.items()}),
            "labelOverlap": False,
            "labelFlush": False,
            "labelLineHeight": FONT_SIZE + 2,
        },
    }


def _is_counted(chart: Chart) -> bool:
    """Whether the positions are 0, 1, 2, …: months since something began."""
    return all(label == str(place) for place, label in enumerate(chart.labels))


def _rows(chart: Chart, places: list[float]) -> list[list[dict[str, Any]]]:
    """The points of each series; in a stack they stand on those before them."""
    is_stacked = chart.kind == "area" and chart.stack != "grouped"
    below = [0.0] * len(places)
    found: list[list[dict[str, Any]]] = []
    for series, values in zip(chart.series, drawn_values(chart), strict=True):
        rows: list[dict[str, Any]] = []
        for place, value in enumerate(values):
            text = f"{series.title}, {chart.labels[place]}: {series.texts[place]}"
            low = below[place]
            top = None if value is None else low + value
            rows.append({"x": places[place], "y": top, "low": low, "text": text})
            if is_stacked and top is not None:
                below[place] = top
        found.append(rows)
    return found


def _marks(chart: Chart, places: list[float], x: Layer, y: Layer) -> list[Layer]:
    layers: list[Layer] = []
    y = {"field": "y", **y}
    for number, (series, rows) in enumerate(zip(chart.series, _rows(chart, places), strict=True)):
        line = {
            "type": "line",
            "color": series.colour,
            "strokeWidth": 2.5,
            "strokeJoin": "round",
            "strokeCap": "round",
            "aria": False,
            **({"interpolate": "step-after"} if chart.is_step else {}),
        }
        layers += _band(chart, series, places, x, y)
        if chart.kind == "area":
            area = {
                "type": "area",
                "color": series.colour,
                "opacity": 0.72 if len(chart.series) > 1 else 0.22,
                "aria": False,
            }
            encoding = {"x": x, "y": y, "y2": {"field": "low"}}
            # A run for itself: an area across what is not known would be drawn as nought.
            layers += [
                {"data": {"values": run}, "mark": area, "encoding": encoding} for run in _runs(rows)
            ]
        layers.append({"data": {"values": rows}, "mark": line, "encoding": {"x": x, "y": y}})
        has_end = chart.kind == "line" or number == len(chart.series) - 1
        layers += _dots(series, rows, x, y, has_end=has_end)
    return layers


def _runs(rows: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """The rows between those of which nothing is known."""
    groups = groupby(rows, lambda row: row["y"] is not None)
    return [list(run) for is_known, run in groups if is_known]


def _dots(
    series: Series, rows: list[dict[str, Any]], x: Layer, y: Layer, *, has_end: bool
) -> list[Layer]:
    """Points to read the values at; those are seen that end the line, or stand alone on it."""
    known = [row for row in rows if row["y"] is not None]
    alone = [run[0] for run in _runs(rows) if len(run) == 1]
    seen = [row for row in known if row in alone or (has_end and row is known[-1])]
    hover = {"type": "point", "filled": True, "size": 90, "color": series.colour, "opacity": 0}
    shared = {"x": x, "y": y, "description": {"field": "text", "type": "nominal"}}
    rest = [row for row in known[: len(known) - 1] if row not in seen]
    layers: list[Layer] = [{"data": {"values": rest}, "mark": hover, "encoding": shared}]
    if seen:
        dot = {**hover, "opacity": 1, "size": 55}
        layers.append({"data": {"values": seen}, "mark": dot, "encoding": shared})
    return layers


def _band(chart: Chart, series: Series, places: list[float], x: Layer, y: Layer) -> list[Layer]:
    """The interval around a line."""
    rows = [
        {"x": place, "y": high, "low": low}
        for place, low, high in zip(places, series.lows, series.highs, strict=False)
        if low is not None and high is not None
    ]
    if not rows:
        return []
    mark = {
        "type": "area",
        "color": series.colour,
        "opacity": 0.16,
        "aria": False,
        **({"interpolate": "step-after"} if chart.is_step else {}),
    }
    encoding = {"x": x, "y": y, "y2": {"field": "low"}}
    return [{"data": {"values": rows}, "mark": mark, "encoding": encoding}]


def _last(series: Series) -> int | None:
    return next(
        (n for n in reversed(range(len(series.values))) if series.values[n] is not None), None
    )


def _end_labels(chart: Chart, size: Size) -> list[list[str]]:
    """What stands at the end of each line: its value, and its name where there are several."""
    ends: list[list[str]] = []
    limit = size.width * (0.30 if size.is_narrow else 0.24)
    for series in chart.series:
        last = _last(series)
        text = series.texts[last] if last is not None else ""
        if len(chart.series) == 1:
            ends.append([text] if text else [])
        else:
            ends.append([*broken(series.title, limit), text])
    return ends


def _label_places(chart: Chart, frame: Frame, ends: list[list[str]]) -> list[tuple[float, int]]:
    """The middle of the label of each series, from the top down, and the number of the series."""
    wanted: list[tuple[float, int]] = []
    drawn = drawn_values(chart)
    total = 0.0
    for number, series in enumerate(chart.series):
        last = _last(series)
        if last is None:
            continue
        value = drawn[number][last] or 0.0
        is_stacked = chart.kind == "area" and chart.stack != "grouped"
        middle = total + value / 2 if is_stacked else value
        total += value
        wanted.append((frame.y(middle), number))
    return _spread(sorted(wanted), ends, frame.height)


def _written(
    chart: Chart,
    frame: Frame,
    shares: list[float],
    ends: list[list[str]],
    labels: list[tuple[float, int]],
) -> list[Path]:
    """Where the lines of the labels run; a line that ends early has its label in the plot."""
    found: list[Path] = []
    for y, number in labels:
        x = frame.width * shares[_last(chart.series[number]) or 0] + 9
        top = y - (len(ends[number]) - 1) * LINE_HEIGHT / 2
        found += [
            [(x, top + line * LINE_HEIGHT), (x + text_width(text), top + line * LINE_HEIGHT)]
            for line, text in enumerate(ends[number])
        ]
    return found


def _reach(frame: Frame, ends: list[list[str]], labels: list[tuple[float, int]]) -> float:
    """How far right of the plot names of events may stand: not above a label that is as high."""
    tops = [y - len(ends[number]) * LINE_HEIGHT / 2 for y, number in labels]
    return 0.0 if min(tops, default=0.0) < 0 else frame.right


def _names(
    chart: Chart,
    labels: list[tuple[float, int]],
    places: list[float],
    x: Layer,
    ends: list[list[str]],
) -> list[Layer]:
    layers: list[Layer] = []
    for y, number in labels:
        series = chart.series[number]
        last = _last(series)
        assert last is not None
        mark = {
            "type": "text", "align": "left", "baseline": "middle", "dx": 9, "color": series.colour,
            "fontWeight": "bold", "lineBreak": "\n", "lineHeight": LINE_HEIGHT, "aria": False,
        }  # fmt: skip
        top = y - (len(ends[number]) - 1) * LINE_HEIGHT / 2
        place = {"x": x, "y": {"value": round(top, 2)}, "text": {"value": "\n".join(ends[number])}}
        named = {"data": {"values": [{"x": places[last]}]}, "encoding": place}
        if places[last] < max(places):
            halo = {"stroke": HALO, "strokeWidth": 4, "strokeJoin": "round"}
            layers.append({**named, "mark": mark | halo})
        layers.append({**named, "mark": mark})
    return layers


def _spread(
    wanted: list[tuple[float, int]], ends: list[list[str]], height: float
) -> list[tuple[float, int]]:
    """Labels moved apart until none covers another, from the top down and back up."""
    halves = [len(ends[number]) * LINE_HEIGHT / 2 + 1 for _, number in wanted]
    ys = [y for y, _ in wanted]
    for place in range(1, len(ys)):
        ys[place] = max(ys[place], ys[place - 1] + halves[place - 1] + halves[place])
    limit = height + 8
    for place in reversed(range(len(ys))):
        ys[place] = min(ys[place], limit - halves[place])
        limit = ys[place] - halves[place]
    return [(y, number) for y, (_, number) in zip(ys, wanted, strict=True)]
