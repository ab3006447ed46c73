"""Charts of single values: points, quadrants, histograms, boxes, funnels."""

from typing import Any

from markupsafe import Markup

from reports.charts.bars import standing_spec
from reports.charts.boxes import Box, bins, boxes_spec
from reports.charts.lying import lying_height, lying_spec
from reports.charts.model import Chart, Series, Size
from reports.charts.points import (
    Point,
    Points,
    axis_of,
    describe_points,
    points_spec,
)
from reports.charts.room import with_room
from reports.charts.theme import SERIES
from reports.charts.words import describe
from reports.components.attributes import DATA, FIGURE
from reports.components.axis import named
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import LegendItem, empty, figure
from reports.errors import PageError, RowsError
from reports.tables import Column, number_of


def _points(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    x, y = call.column("x"), call.column("y")
    assert x is not None
    assert y is not None
    drawn = Points(
        _all_points(call, x, y),
        _axis(call, x, "xAxisTitle", "xFmt"),
        _axis(call, y, "yAxisTitle", "yFmt"),
        *_quadrant(call),
    )
    if not drawn.points:
        return empty(call)
    return figure(
        call,
        lambda size: points_spec(drawn, with_room(drawn, size)),
        describe_points(drawn),
        height=int(call.value("height")),
        legend=_legend(call),
        keeps_height=True,
    )


def _axis(call: Call, column: Column, title: str, code: str) -> Chart:
    currency = call.context.config.currency
    return axis_of(call.text(title) or column.title, call.text(code) or column.format, currency)


def _quadrant(call: Call) -> tuple[tuple[float, float] | None, tuple[str, ...]]:
    if call.declaration.name != "Quadrant":
        return None, ()
    corners = tuple(name.strip() for name in call.text("corners").split(","))
    if len(corners) != 4:
        raise PageError("corners of <Quadrant> are four names, separated by commas")
    return (call.number("xMiddle") or 0.0, call.number("yMiddle") or 0.0), corners


def _groups(call: Call) -> list[str]:
    series = call.column("series")
    values = call.table().values(series.name) if series else []
    names = list(dict.fromkeys(named(call, value, series) for value in values if series))
    if len(names) > len(SERIES):
        raise RowsError(f"{len(names)} series are more than a chart can tell apart ({len(SERIES)})")
    return names


def _legend(call: Call) -> tuple[LegendItem, ...]:
    return tuple(LegendItem(str(number), name) for number, name in enumerate(_groups(call), 1))


def _all_points(call: Call, x: Column, y: Column) -> tuple[Point, ...]:
    table, groups = call.table(), _groups(call)
    series = call.column("series")
    names = call.column("pointTitle")
    size = call.column("size") if call.declaration.name == "BubbleChart" else None
    found: list[Point] = []
    for row, at, up in zip(table, call.numbers(x), call.numbers(y), strict=True):
        if at is None or up is None:
            continue
        name = named(call, row[names.name], names) if names else ""
        shown = [f"{c.title} {call.context.write(row[c.name], c)}" for c in (x, y, size) if c]
        colour = (
            SERIES[groups.index(named(call, row[series.name], series))] if series else SERIES[0]
        )
        text = ": ".join(part for part in (name, ", ".join(shown)) if part)
        area = (number_of(row[size.name]) or 0.0) if size else None
        found.append(Point(at, up, name, text, colour, area))
    return tuple(found)


def _histogram(call: Call) -> Markup:
    x = call.column("x")
    assert x is not None
    values = [value for value in call.numbers(x) if value is not None]
    if not values:
        return empty(call)
    count = call.value("bins")
    found = bins(values, int(count) if count else None)
    code = call.text("xFmt") or x.format
    ends = [tuple(call.context.write(end, None, code) for end in b[:2]) for b in found]
    counts = Series(
        call.text("yAxisTitle"), tuple(float(b[2]) for b in found),
        tuple(f"{b[2]:,}" for b in found), SERIES[0],
    )  # fmt: skip
    chart = Chart(
        "bar", tuple(low for low, _ in ends), tuple(_between(low, high) for low, high in ends),
        (counts,), y_title=call.text("yAxisTitle"), y_format="num0",
    )  # fmt: skip
    height = int(call.value("height"))
    return figure(call, lambda size: standing_spec(chart, size), describe(chart), height=height)


def _between(low: str, high: str) -> str:
    """A range of numbers; beside a minus, a dash would be read as another one."""
    return f"{low} to {high}" if "−" in low + high else f"{low}–{high}"


_FIVE = ("min", "intervalBottom", "midpoint", "intervalTop", "max")


def _box_plot(call: Call) -> Markup:
    name = call.column("name")
    columns = [column for column in map(call.column, _FIVE) if column]
    assert name is not None
    code = call.text("yFmt") or columns[0].format
    boxes: list[Box] = []
    for row in call.table():
        numbers = [number_of(row[column.name]) for column in columns]
        known = [number for number in numbers if number is not None]
        if len(known) < len(_FIVE):
            continue
        title = named(call, row[name.name], name)
        if known != sorted(known):
            raise RowsError(f"the five numbers of '{title}' do not ascend")
        said = [call.context.write(number, None, code) for number in known]
        text = (
            f"{title}: {said[0]} to {said[4]}, half of it {said[1]} to {said[3]}, middle {said[2]}"
        )
        boxes.append(Box(title, (known[0], known[1], known[2], known[3], known[4]), text))
    if not boxes:
        return empty(call)
    title = call.text("yAxisTitle") or columns[2].title
    axis = axis_of(title, code, call.context.config.currency)
    words = " ".join(f"{box.text}." for box in boxes)

    def spec(size: Size) -> dict[str, Any]:
        return boxes_spec(boxes, axis, size)

    return figure(call, spec, words, height=60 + 38 * len(boxes), keeps_height=True)


def _funnel(call: Call) -> Markup:
    name, value = call.column("nameCol"), call.column("valueCol")
    assert name is not None
    assert value is not None
    titles = [named(call, step, name) for step in call.table().values(name.name)]
    rows = zip(titles, call.numbers(value), strict=True)
    steps = [(title, number) for title, number in rows if number is not None]
    if not steps or not steps[0][1]:
        return empty(call)
    for title, number in steps:
        if not 0 <= number <= steps[0][1]:
            raise RowsError(f"'{title}' is no part of '{steps[0][0]}', the first step")
    texts: list[str] = []
    for place, (_, number) in enumerate(steps):
        written = call.context.write(number, value, call.text("valueFmt"))
        share = call.context.write(number / steps[0][1], None, "pct0")
        texts.append(f"{written} · {share}" if place else written)
    names = tuple(title for title, _ in steps)
    series = Series(value.title, tuple(n for _, n in steps), tuple(texts), SERIES[0])
    chart = Chart("bar", names, names, (series,), y_format=value.format, is_horizontal=True)
    height = lying_height(chart)
    return figure(
        call,
        lambda size: lying_spec(chart, size),
        describe(chart),
        height=height,
        keeps_height=True,
    )


_POINT = (
    DATA,
    Attr("x", Kind.COLUMN, "Column of numbers along the axis.", required=True),
    Attr("y", Kind.COLUMN, "Column of numbers up the axis.", required=True),
    Attr("series", Kind.COLUMN, "Column whose values become one colour each."),
    Attr("pointTitle", Kind.COLUMN, "Column of the points' names, written where there is room."),
    Attr("xAxisTitle", Kind.TEXT, "What the lower axis measures; the column's title by default."),
    Attr("yAxisTitle", Kind.TEXT, "What the upright axis measures."),
    Attr("xFmt", Kind.FORMAT, "Format of the lower axis."),
    Attr("yFmt", Kind.FORMAT, "Format of the upright axis."),
    *FIGURE,
)
DECLARATIONS = (
    Declaration(
        "ScatterPlot",
        "Two numbers of each thing against each other.",
        _POINT,
        _points,
        example="<ScatterPlot data={topics} x=contacts y=resolved pointTitle=topic/>",
    ),
    Declaration(
        "BubbleChart",
        "Points whose area is a third number.",
        (*_POINT, Attr("size", Kind.COLUMN, "Column of the areas.", required=True)),
        _points,
        example="<BubbleChart data={topics} x=wait y=resolved size=contacts pointTitle=topic/>",
    ),
    Declaration(
        "Quadrant",
        "Points in four named fields, such as importance against performance.",
        (
            *_POINT,
            Attr("xMiddle", Kind.NUMBER, "Where the upright line stands.", required=True),
            Attr("yMiddle", Kind.NUMBER, "Where the level line stands.", required=True),
            Attr(
                "corners",
                Kind.TEXT,
                "Names of the fields: upper left, upper right, lower left, lower right.",
                default="Keep,Show,Watch,Improve first",
            ),
        ),
        _points,
        example="<Quadrant data={drivers} x=importance y=score xMiddle=0.1 yMiddle=4/>",
    ),
    Declaration(
        "Histogram",
        "How often each range of a number occurs, in round bins.",
        (
            DATA,
            Attr("x", Kind.COLUMN, "Column of numbers, one per thing counted.", required=True),
            Attr("bins", Kind.INTEGER, "About how many bins; by default after the rows.", least=1),
            Attr("xFmt", Kind.FORMAT, "Format of the bins."),
            Attr("yAxisTitle", Kind.TEXT, "What is counted.", default="Number"),
            *FIGURE,
        ),
        _histogram,
        example='<Histogram data={replies} x=reply_minutes yAxisTitle="Contacts"/>',
    ),
    Declaration(
        "BoxPlot",
        "The spread of groups: half of the values in the box, the middle as a line.",
        (
            DATA,
            Attr("name", Kind.COLUMN, "Column of the groups' names.", required=True),
            *(
                Attr(end, Kind.COLUMN, f"Column of the {said}.", required=True)
                for end, said in zip(
                    _FIVE,
                    ("lower whisker", "lower edge", "middle", "upper edge", "upper whisker"),
                    strict=True,
                )
            ),
            Attr("yFmt", Kind.FORMAT, "Format of the values."),
            Attr("yAxisTitle", Kind.TEXT, "What the values are."),
            *FIGURE,
        ),
        _box_plot,
        example="<BoxPlot data={waits} name=channel min=p5 intervalBottom=p25 midpoint=p50 "
        "intervalTop=p75 max=p95/>",
    ),
    Declaration(
        "FunnelChart",
        "Steps in order, each with its share of the first.",
        (
            DATA,
            Attr("nameCol", Kind.COLUMN, "Column of the steps' names.", required=True),
            Attr("valueCol", Kind.COLUMN, "Column of the numbers.", required=True),
            Attr("valueFmt", Kind.FORMAT, "Format of the numbers."),
            *FIGURE,
        ),
        _funnel,
        example="<FunnelChart data={steps} nameCol=step valueCol=customers/>",
    ),
)
