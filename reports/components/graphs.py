"""Charts as tags: columns to series, with a table behind each drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from markupsafe import Markup

from reports.charts.bars import standing_spec
from reports.charts.lines import line_spec
from reports.charts.lying import lying_height, lying_spec
from reports.charts.model import Chart, Series
from reports.charts.notes import events_told
from reports.charts.theme import NAMED, SERIES
from reports.charts.words import describe
from reports.components.attributes import CHART, INTERVAL
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import LegendItem, date_format, empty, figure
from reports.components.live import chart_part, is_live
from reports.components.references import marked_points, references
from reports.errors import PageError, nearest
from reports.formats import format_value
from reports.tables import Cell, Column, Table

_KINDS = {"LineChart": "line", "Survival": "line", "AreaChart": "area", "BarChart": "bar"}


def _draw(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    chart = chart_of(call)
    height = int(call.value("height"))
    if chart.is_horizontal:
        height = lying_height(chart)
    bars = lying_spec if chart.is_horizontal else standing_spec
    spec = bars if chart.kind == "bar" else line_spec
    return figure(
        call,
        lambda size: spec(chart, size),
        describe(chart),
        height=height,
        legend=legend_of(chart),
        keeps_height=chart.is_horizontal,
        live=chart_part(call, chart, _x_code(call), call.table()) if is_live(call) else None,
        events=events_told(chart),
    )


def _x_code(call: Call) -> str:
    x = call.column("x")
    assert x is not None
    return call.text("xFmt") or date_format(call, x)


def chart_of(call: Call) -> Chart:
    """What the tag's chart shows."""
    table = call.table()
    x = call.column("x")
    assert x is not None
    positions = list(dict.fromkeys(value for value in table.values(x.name) if value is not None))
    is_time = all(isinstance(value, date) for value in positions)
    if is_time:
        positions.sort(key=str)
    x_code = _x_code(call)
    labels = tuple(format_value(value, x_code, call.context.config.currency) for value in positions)
    ys = call.columns("y")
    code = call.text("yFmt") or ys[0].format
    series = _series(call, table, x, positions, code)
    chart = Chart(
        kind=_KINDS[call.declaration.name],
        positions=tuple(value if isinstance(value, date) else str(value) for value in positions),
        labels=labels,
        series=series,
        y_title=call.text("yAxisTitle") or (ys[0].title if len(ys) == 1 else ""),
        y_format=code,
        currency=call.context.config.currency,
        y_min=call.number("yMin"),
        y_max=call.number("yMax"),
        references=references(call.parts),
        points=marked_points(call, positions, series[0].values if series else ()),
        events=call.context.events if call.flag("events") and is_time else (),
        is_step=call.declaration.name == "Survival",
    )
    if chart.kind == "line":
        return chart
    chart = replace(chart, stack=call.text("type") or "grouped")
    if chart.kind == "area":
        return chart
    return replace(chart, is_horizontal=call.flag("swapXY"), has_labels=call.flag("labels"))


def _series(
    call: Call, table: Table, x: Column, positions: Sequence[Cell], code: str
) -> tuple[Series, ...]:
    split = call.column("series")
    ys = call.columns("y")
    places = {value: number for number, value in enumerate(positions)}
    found: dict[str, list[float | None]] = {}
    xs = table.values(x.name)
    for y in ys:
        numbers = table.numbers(y.name)
        names = (
            [str(value) for value in table.values(split.name)] if split else [y.title] * len(table)
        )
        for position, name, number in zip(xs, names, numbers, strict=True):
            values = found.setdefault(name, [None] * len(positions))
            if position is not None:
                values[places[position]] = number
    if len(found) > len(SERIES):
        raise PageError(
            f"{len(found)} series are more than a chart can tell apart ({len(SERIES)}); "
            "group the rest in the query"
        )
    lows, highs = (_ends(call, name, places, x) for name in ("low", "high"))
    if (lows or highs) and len(found) > 1:
        raise PageError("an interval (low, high) is drawn around one series, not around several")
    given = [name.strip() for name in call.text("seriesNames").split(",") if name.strip()]
    colours = _colours(call)
    return tuple(
        Series(
            title=given[number] if number < len(given) else name,
            values=tuple(values),
            texts=tuple(
                format_value(value, code, call.context.config.currency) for value in values
            ),
            colour=colours[number % len(colours)],
            lows=lows,
            highs=highs,
        )
        for number, (name, values) in enumerate(found.items())
    )


def _ends(call: Call, name: str, places: Mapping[Cell, int], x: Column) -> tuple[float | None, ...]:
    """One end of the interval of each position."""
    column = call.column(name) if name in {a.name for a in call.declaration.attributes} else None
    if column is None:
        return ()
    ends: list[float | None] = [None] * len(places)
    table = call.table()
    for position, end in zip(table.values(x.name), table.numbers(column.name), strict=True):
        if position is not None:
            ends[places[position]] = end
    return tuple(ends)


def _colours(call: Call) -> list[str]:
    named = {**NAMED, **{str(number): colour for number, colour in enumerate(SERIES, 1)}}
    colours: list[str] = []
    for name in call.text("colors").split(","):
        if name.strip() and name.strip() not in named:
            raise PageError(f"unknown colour '{name.strip()}'{nearest(name.strip(), named)}")
        colours += [named[name.strip()]] if name.strip() else []
    return colours or list(SERIES)


def legend_of(chart: Chart) -> tuple[LegendItem, ...]:
    """Lines are named at their ends; bars of several colours need a key."""
    if chart.kind != "bar" or len(chart.series) < 2:
        return ()
    keys = {colour: str(n) for n, colour in enumerate(SERIES, 1)} | {
        c: name for name, c in NAMED.items()
    }
    return tuple(LegendItem(keys[series.colour], series.title) for series in chart.series)


_STACK = Attr(
    "type",
    Kind.CHOICE,
    "How several series stand together.",
    default="grouped",
    choices=("grouped", "stacked", "stacked100"),
)
DECLARATIONS = (
    Declaration(
        "LineChart",
        "Lines over time, named and valued at their ends; one line may carry its interval.",
        (*CHART, *INTERVAL),
        _draw,
        "parts",
        example='<LineChart data={by_month} x=month y=nps title="Loyalty keeps rising"/>',
    ),
    Declaration(
        "Survival",
        "The share that is still there after each period, as steps, with its interval.",
        (*CHART, *INTERVAL),
        _draw,
        "parts",
        example="<Survival data={curve} x=months y=still_there low=low high=high/>",
    ),
    Declaration(
        "AreaChart",
        "Filled lines over time; stacked, they show parts of a whole.",
        (*CHART, _STACK),
        _draw,
        "parts",
        example="<AreaChart data={by_month} x=month y=contacts series=channel type=stacked/>",
    ),
    Declaration(
        "BarChart",
        "Bars over time or by group: grouped, stacked, shares of 100 %, standing or lying.",
        (
            *CHART,
            *INTERVAL,
            _STACK,
            Attr("swapXY", Kind.FLAG, "Bars lie; for names rather than dates.", default=False),
            Attr("labels", Kind.FLAG, "Write the values at the bars where they fit.", default=True),
        ),
        _draw,
        "parts",
        example="<BarChart data={by_topic} x=topic y=contacts swapXY=true/>",
    ),
)
