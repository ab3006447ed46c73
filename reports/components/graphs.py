"""Charts as tags: columns to series, with a table behind each drawing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from reports.charts.bars import bar_spec
from reports.charts.lines import line_spec
from reports.charts.model import Chart, Reference, Series, Size
from reports.charts.theme import GOAL, NAMED, SERIES
from reports.charts.words import describe
from reports.components.attributes import CHART
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError, nearest
from reports.formats import format_value
from reports.tables import Cell, Column, Table

_LABEL = Attr("label", Kind.TEXT, "What it is, such as Goal.", default="Goal")


@dataclass(frozen=True)
class LegendItem:
    """One colour and its name."""

    colour: str
    title: str


@dataclass(frozen=True)
class ChartView:
    """A chart on the page: drawings for wide and narrow, words, and the data."""

    id: str
    title: str
    subtitle: str
    description: str
    legend: tuple[LegendItem, ...]
    wide: Markup
    narrow: Markup
    is_half: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    as_of: str
    csv: str


@dataclass(frozen=True)
class EmptyView:
    """A chart or table whose query found nothing."""

    title: str


def _draw(call: Call) -> Markup:
    if not call.has_rows():
        if call.text("emptySet") == "error":
            raise PageError(f"query '{call.table().name}' of <{call.declaration.name}> has no rows")
        return call.context.fill("empty.html", EmptyView(call.text("title")))
    chart = chart_of(call)
    context = call.context
    is_half = bool(context.columns) and context.columns[-1] > 1
    height = int(call.value("height"))
    if chart.is_horizontal:
        height = 34 + len(chart.positions) * (
            30 if len(chart.series) == 1 or chart.stack != "grouped" else 22 * len(chart.series)
        )
    spec = bar_spec if chart.kind == "bar" else line_spec
    sizes = (
        Size(500 if is_half else 900, height),
        Size(340, min(height, 260) if not chart.is_horizontal else height, is_narrow=True),
    )
    wide, narrow = (
        context.charts.svg(spec(chart, size), style)
        for size, style in zip(sizes, ("plot-wide", "plot-narrow"), strict=True)
    )
    table = call.table()
    view = ChartView(
        id=context.identifier("chart"),
        title=call.text("title"),
        subtitle=call.text("subtitle"),
        description=describe(chart),
        legend=_legend(chart),
        wide=wide,
        narrow=narrow,
        is_half=is_half,
        columns=tuple(column.title for column in table.columns),
        rows=tuple(
            tuple(_cell(call, v, c) for v, c in zip(record, table.columns, strict=True))
            for record in table.records
        ),
        source=call.text("source"),
        as_of=format_value(context.config.as_of, "day"),
        csv=context.download(table),
    )
    return context.fill("chart.html", view)


def _cell(call: Call, value: object, column: Column) -> str:
    code = column.format
    if column.name == call.value("x"):
        code = call.text("xFmt") or _date_format(call, column)
    elif column.name in (call.value("y") or ()):
        code = call.text("yFmt") or code
    return format_value(value, code, call.context.config.currency)


def _date_format(call: Call, column: Column) -> str:
    days = [value for value in call.table().values(column.name) if isinstance(value, date)]
    if days and all(day.day == 1 for day in days):
        return "month"
    return column.format


def chart_of(call: Call) -> Chart:
    """What the tag's chart shows."""
    table = call.table()
    x = call.column("x")
    assert x is not None
    positions = list(dict.fromkeys(value for value in table.values(x.name) if value is not None))
    is_time = all(isinstance(value, date) for value in positions)
    if is_time:
        positions.sort(key=str)
    x_code = call.text("xFmt") or _date_format(call, x)
    labels = tuple(format_value(value, x_code, call.context.config.currency) for value in positions)
    ys = call.columns("y")
    code = call.text("yFmt") or ys[0].format
    series = _series(call, table, x, positions, code)
    chart = Chart(
        kind={"LineChart": "line", "AreaChart": "area", "BarChart": "bar"}[call.declaration.name],
        positions=tuple(value if isinstance(value, date) else str(value) for value in positions),
        labels=labels,
        series=series,
        y_title=call.text("yAxisTitle") or (ys[0].title if len(ys) == 1 else ""),
        y_format=code,
        currency=call.context.config.currency,
        y_min=call.number("yMin"),
        y_max=call.number("yMax"),
        references=tuple(_reference(part) for part in call.parts),
        events=call.context.events if call.flag("events") and is_time else (),
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
        )
        for number, (name, values) in enumerate(found.items())
    )


def _colours(call: Call) -> list[str]:
    named = {**NAMED, **{str(number): colour for number, colour in enumerate(SERIES, 1)}}
    colours: list[str] = []
    for name in call.text("colors").split(","):
        if name.strip() and name.strip() not in named:
            raise PageError(f"unknown colour '{name.strip()}'{nearest(name.strip(), named)}")
        colours += [named[name.strip()]] if name.strip() else []
    return colours or list(SERIES)


def _reference(part: Call) -> Reference:
    table = part.given.get("data")

    def number(name: str) -> float | None:
        value = part.value(name)
        if value in (None, ""):
            return None
        if isinstance(table, Table) and str(value) in table.index:
            return table.numbers(str(value))[0] if table else None
        try:
            return float(value)
        except ValueError:
            raise PageError(
                f"{name}={value} of <{part.declaration.name}> is neither a number nor a column "
                "of its data"
            ) from None

    if part.declaration.name == "ReferenceLine":
        return Reference(number("y") or 0.0, None, part.text("label"), GOAL)
    return Reference(number("yMin") or 0.0, number("yMax") or 0.0, part.text("label"), GOAL)


def _legend(chart: Chart) -> tuple[LegendItem, ...]:
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
        "Lines over time, named and valued at their ends.",
        CHART,
        _draw,
        "parts",
        example='<LineChart data={by_month} x=month y=nps title="Loyalty keeps rising"/>',
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
            _STACK,
            Attr("swapXY", Kind.FLAG, "Bars lie; for names rather than dates.", default=False),
            Attr("labels", Kind.FLAG, "Write the values at the bars where they fit.", default=True),
        ),
        _draw,
        "parts",
        example="<BarChart data={by_topic} x=topic y=contacts swapXY=true/>",
    ),
    Declaration(
        "ReferenceLine",
        "A line across a chart, such as a goal.",
        (
            Attr("data", Kind.DATA, "Query that holds the value."),
            Attr("y", Kind.TEXT, "The value, or a column of `data`.", required=True),
            _LABEL,
        ),
        inside=("LineChart", "AreaChart", "BarChart"),
        example='<ReferenceLine y=50 label="Goal 50"/>',
    ),
    Declaration(
        "ReferenceArea",
        "A band across a chart, such as a benchmark.",
        (
            Attr("data", Kind.DATA, "Query that holds the values."),
            Attr("yMin", Kind.TEXT, "Lower end, or a column of `data`.", required=True),
            Attr("yMax", Kind.TEXT, "Upper end, or a column of `data`.", required=True),
            _LABEL,
        ),
        inside=("LineChart", "AreaChart", "BarChart"),
        example='<ReferenceArea yMin=0.7 yMax=0.75 label="Benchmark"/>',
    ),
)
