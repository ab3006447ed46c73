"""Charts as tags: columns to series, with a table behind each drawing."""

from dataclasses import replace

from markupsafe import Markup

from reports.charts.bars import standing_spec
from reports.charts.lines import line_spec
from reports.charts.lying import lying_height, lying_spec
from reports.charts.model import Chart, Series
from reports.charts.notes import events_told
from reports.charts.theme import NAMED, SERIES
from reports.charts.words import describe, headline
from reports.components.attributes import CHART, INTERVAL, LOWER
from reports.components.axis import Axis, SeriesKey, axis_of, named
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import LegendItem, empty, figure, series_names
from reports.components.live import chart_part, is_live
from reports.components.references import marked_points, references
from reports.errors import PageError, RowsError, nearest
from reports.tables import Column

_KINDS = {"LineChart": "line", "Survival": "line", "AreaChart": "area", "BarChart": "bar"}


def _draw(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    axis = axis_of(call)
    chart = chart_of(call, axis)
    if all(value is None for series in chart.series for value in series.values):
        return empty(call)
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
        live=chart_part(call, chart, axis.code, _keys(call)) if is_live(call) else None,
        events=events_told(chart),
        note=axis.note,
        title=headline(chart) if is_live(call) else "",
    )


def chart_of(call: Call, axis: Axis) -> Chart:
    """What the tag's chart shows."""
    ys = call.columns("y")
    _check_ends(call)
    code = call.text("yFmt") or ys[0].format
    series = _series(call, axis, code)
    chart = Chart(
        kind=_KINDS[call.declaration.name],
        positions=axis.drawn(),
        labels=axis.labels,
        series=series,
        y_title=call.text("yAxisTitle") or (ys[0].title if len(ys) == 1 else ""),
        y_format=code,
        x_title=_x_title(call, axis.column),
        currency=call.context.config.currency,
        y_min=call.number("yMin"),
        y_max=call.number("yMax"),
        references=references(call.parts),
        points=marked_points(call, axis.positions, series[0].values if series else ()),
        events=call.context.events if call.flag("events") and axis.is_time else (),
        is_step=call.declaration.name == "Survival",
    )
    if chart.kind == "line":
        return chart
    chart = replace(chart, stack=call.text("type") or "grouped")
    if chart.kind == "area":
        return chart
    return replace(chart, is_horizontal=call.flag("swapXY"), has_labels=call.flag("labels"))


def _x_title(call: Call, x: Column) -> str:
    """What the lower axis counts; periods need a unit, months and names do not."""
    if not call.has_attribute("xAxisTitle"):
        return ""
    return call.text("xAxisTitle") or (x.title if call.declaration.name == "Survival" else "")


def _check_ends(call: Call) -> None:
    """Stop at an axis that begins above its end, or bars and areas that do not begin at nought."""
    low, high = call.number("yMin"), call.number("yMax")
    if low is not None and high is not None and low >= high:
        raise PageError(f"yMin={low:g} is not below yMax={high:g}")
    is_filled = _KINDS[call.declaration.name] != "line"
    if is_filled and ((low or 0.0) > 0 or (high or 0.0) < 0):
        raise PageError("bars and areas begin at nought: leave yMin out, or use a <LineChart>")


def _keys(call: Call) -> list[SeriesKey]:
    """The series of a chart: one per column, per group, or per both where both are several."""
    split, ys = call.column("series"), call.columns("y")
    if split is None:
        return [SeriesKey(y.title, y) for y in ys]
    groups = list(dict.fromkeys(call.table().values(split.name)))
    return [
        SeriesKey(f"{name}, {y.title}" if len(ys) > 1 else name, y, group)
        for group in groups
        for name in [named(call, group, split)]
        for y in ys
    ]


def _series(call: Call, axis: Axis, code: str) -> tuple[Series, ...]:
    keys, split = _keys(call), call.column("series")
    if len(keys) > len(SERIES):
        raise RowsError(
            f"{len(keys)} series are more than a chart can tell apart ({len(SERIES)})",
            "group the rest in the query",
        )
    groups = call.table().values(split.name) if split else []
    rows = range(len(call.table()))
    lows, highs = (_ends(call, name, axis) for name in ("low", "high"))
    if (lows or highs) and (split or len(call.columns("y")) > 1):
        raise PageError("an interval (low, high) is drawn around one series, not around several")
    given = series_names(call)
    colours = _colours(call)
    found: list[Series] = []
    for number, key in enumerate(keys):
        own = [row for row in rows if not split or groups[row] == key.group]
        values = axis.placed(call, own, call.numbers(key.column))
        texts = tuple(call.context.write(value, None, code) for value in values)
        title = given[number] if number < len(given) else key.title
        found.append(Series(title, values, texts, colours[number % len(colours)], lows, highs))
    return tuple(found)


def _ends(call: Call, name: str, axis: Axis) -> tuple[float | None, ...]:
    """One end of the interval of each position."""
    column = call.column(name) if call.has_attribute(name) else None
    return axis.placed(call, range(len(call.table())), call.numbers(column)) if column else ()


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
        (*CHART, *INTERVAL, LOWER),
        _draw,
        "parts",
        example='<LineChart data={by_month} x=month y=nps title="Loyalty keeps rising"/>',
    ),
    Declaration(
        "Survival",
        "The share that is still there after each period, as steps, with its interval.",
        (*CHART, *INTERVAL, LOWER),
        _draw,
        "parts",
        example='<Survival data={curve} x=months xAxisTitle="Months since the start" y=still_there '
        "low=low high=high/>",
    ),
    Declaration(
        "AreaChart",
        "Filled lines over time; stacked, they show parts of a whole.",
        (*CHART, LOWER, _STACK),
        _draw,
        "parts",
        example="<AreaChart data={by_month} x=month y=contacts series=channel type=stacked/>",
    ),
    Declaration(
        "BarChart",
        "Bars over time or by group: grouped, stacked, shares of 100%, standing or lying.",
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
