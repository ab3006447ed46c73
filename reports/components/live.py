"""How parts of a page tell its script what they show, so that they follow the filters.

A part follows when its `data` is a metrics fence with `live: true`; whatever cannot follow then
is an error of the page.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reports.charts.frame import axis_format
from reports.charts.model import Chart
from reports.charts.theme import VARIABLES
from reports.components.axis import SeriesKey
from reports.components.declare import Call
from reports.errors import PageError
from reports.filters.page import axis_formats, script_format
from reports.tables import Column


def is_live(call: Call) -> bool:
    """Whether a tag follows the page's filters."""
    live = call.context.live
    return live is not None and live.follows(call.given.get("data"))


def register(call: Call, draws: str, identifier: str, part: Mapping[str, Any]) -> None:
    """Hand a part of the page to the script."""
    assert call.context.live is not None
    drawn = {"draws": draws, "id": identifier, "question": call.table().name}
    call.context.live.parts.append({**drawn, **part})


def refuse(call: Call, names: Sequence[str]) -> None:
    """Stop at attributes that cannot follow a filter."""
    for name in names:
        if call.given.get(name):
            raise PageError(
                f"'{name}' of <{call.declaration.name}> cannot follow a filter; "
                f"leave it out, or take live: true from query '{call.table().name}'"
            )


def written(call: Call, code: str, column: Column | None = None) -> dict[str, Any]:
    """A format for the script."""
    return script_format(code, call.context.config.currency, column)


def live_change(call: Call, column: Column, code: str) -> dict[str, Any]:
    """How a change is written and judged."""
    code = (code or column.format or "num1").lstrip("+")
    return {
        "column": column.name,
        "format": written(call, f"+{code}"),
        "isDown": call.flag("downIsGood"),
        "neutral": call.number("neutral") or 0.0 if call.has_attribute("neutral") else 0.0,
        "isJudged": not call.flag("unjudged"),
    }


def chart_part(call: Call, chart: Chart, x_code: str, keys: Sequence[SeriesKey]) -> dict[str, Any]:
    """What the script needs to draw a line or bar chart again.

    Raises:
        PageError: It is a chart that cannot follow.
    """
    is_several = bool(call.value("series")) or len(call.value("y")) > 1
    is_grouped = chart.kind == "bar" and chart.stack == "grouped"
    if is_several and (is_grouped or chart.is_horizontal):
        raise PageError(
            "bars of several series follow a filter only when they are stacked and stand"
        )
    if chart.points:
        raise PageError("a <ReferencePoint> cannot follow a filter")
    ys = call.columns("y")
    return {
        "kind": chart.kind,
        "x": call.text("x"),
        "isTime": chart.is_time,
        "xFormat": written(call, x_code, call.column("x")),
        "split": call.value("series"),
        "series": _series(chart, keys),
        "low": call.value("low"),
        "high": call.value("high"),
        "format": written(call, call.text("yFmt") or ys[0].format),
        "axis": axis_formats(axis_format(chart) or "num", chart.currency),
        "yTitle": chart.y_title,
        "xTitle": chart.x_title,
        "yMin": chart.y_min,
        "yMax": chart.y_max,
        "references": [
            {"low": one.low, "high": one.high, "label": one.label} for one in chart.references
        ],
        "events": [[day.isoformat(), name] for day, name in chart.events],
        "stack": chart.stack,
        "isLying": chart.is_horizontal,
        "hasLabels": chart.has_labels,
        "plainTitle": chart.series[0].title
        if len(chart.series) == 1
        else chart.y_title or ys[0].title,
    }


def _series(chart: Chart, keys: Sequence[SeriesKey]) -> list[dict[str, Any]]:
    """The series as the build has drawn them, so that none changes its colour."""
    return [
        {
            "title": one.title,
            "colour": VARIABLES[one.colour],
            "column": key.column.name,
            "name": key.group,
        }
        for one, key in zip(chart.series, keys, strict=True)
    ]
