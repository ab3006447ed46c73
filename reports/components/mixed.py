"""Bars and a line in one drawing."""

from dataclasses import replace

from markupsafe import Markup

from reports.charts.mixed import mixed_spec
from reports.charts.model import Chart, Series
from reports.charts.notes import events_told
from reports.charts.theme import SERIES
from reports.charts.words import describe
from reports.components.attributes import CHART
from reports.components.axis import Axis, axis_of
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty, figure
from reports.components.graphs import legend_of
from reports.errors import PageError


def _mixed(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    bars = [part for part in call.parts if part.declaration.name == "Bar"]
    lines = [part for part in call.parts if part.declaration.name == "Line"]
    if not bars or not lines:
        raise PageError("a <Chart> holds at least one <Bar> and one <Line>")
    axis = axis_of(call)
    below, above = _chart(call, bars, axis, "bar", 0), _chart(call, lines, axis, "line", len(bars))
    events = call.context.events if call.flag("events") and axis.is_time else ()
    below = replace(below, stack=call.text("type"), has_labels=False, events=events)
    key = legend_of(replace(below, series=(*below.series, *above.series)))
    own_axis = any(part.flag("ownAxis") for part in lines)
    return figure(
        call,
        lambda size: mixed_spec(below, above, size, own_axis=own_axis),
        f"{describe(below)} {describe(above)}",
        height=int(call.value("height")),
        legend=key,
        events=events_told(below),
        note=axis.note,
    )


def _chart(call: Call, parts: list[Call], axis: Axis, kind: str, before: int) -> Chart:
    """The series of one kind as a chart of their own."""
    column = call.table().column(parts[0].text("y"))
    return Chart(
        kind=kind,
        positions=axis.drawn(),
        labels=axis.labels,
        series=tuple(
            _series(call, part, axis, SERIES[(before + number) % len(SERIES)])
            for number, part in enumerate(parts)
        ),
        y_title=parts[0].text("title") or column.title,
        y_format=parts[0].text("fmt") or column.format,
        currency=call.context.config.currency,
    )


def _series(call: Call, part: Call, axis: Axis, colour: str) -> Series:
    column = call.table().column(part.text("y"))
    values = axis.placed(call, range(len(call.table())), call.numbers(column))
    code = part.text("fmt") or column.format
    texts = tuple(call.context.write(value, None, code) for value in values)
    return Series(part.text("title") or column.title, values, texts, colour)


_PART = (
    Attr("y", Kind.TEXT, "Column of numbers.", required=True),
    Attr("title", Kind.TEXT, "Its name; the column's by default."),
    Attr("fmt", Kind.FORMAT, "Format of its values."),
)
_OWN = ("y", "series", "seriesNames", "colors", "yAxisTitle", "yFmt", "yMin", "yMax")
DECLARATIONS = (
    Declaration(
        "Chart",
        "Bars with a line over them: a number and what it does to a rate.",
        (
            *(attribute for attribute in CHART if attribute.name not in _OWN),
            Attr(
                "type", Kind.CHOICE, "How several bars stand together.", default="stacked",
                choices=("grouped", "stacked"),
            ),
        ),
        _mixed,
        "parts",
        example="<Chart data={by_month} x=month>\n<Bar y=contacts/>\n<Line y=csat ownAxis=true/>\n"
        "</Chart>",
    ),
    Declaration("Bar", "The bars of a mixed chart.", _PART, inside=("Chart",)),
    Declaration(
        "Line",
        "The line of a mixed chart.",
        (*_PART, Attr("ownAxis", Kind.FLAG, "Whether its values stand on the right.",
                      default=False)),
        inside=("Chart",),
    ),
)  # fmt: skip
