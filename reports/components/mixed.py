"""Bars and a line in one drawing."""

from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from reports.charts.mixed import mixed_spec
from reports.charts.model import Chart, Series
from reports.charts.theme import SERIES
from reports.charts.words import describe
from reports.components.attributes import CHART
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import date_format, empty, figure
from reports.components.graphs import legend_of
from reports.errors import PageError
from reports.formats import format_value
from reports.tables import Cell, Column


def _mixed(call: Call) -> Markup:
    if not call.has_rows():
        return empty(call)
    bars = [part for part in call.parts if part.declaration.name == "Bar"]
    lines = [part for part in call.parts if part.declaration.name == "Line"]
    if not bars or not lines:
        raise PageError("a <Chart> holds at least one <Bar> and one <Line>")
    below, above = _chart(call, bars, "bar", 0), _chart(call, lines, "line", len(bars))
    below = replace(below, stack=call.text("type"), has_labels=False)
    key = legend_of(replace(below, series=(*below.series, *above.series)))
    own_axis = any(part.flag("ownAxis") for part in lines)
    return figure(
        call,
        lambda size: mixed_spec(below, above, size, own_axis=own_axis),
        f"{describe(below)} {describe(above)}",
        height=int(call.value("height")),
        legend=key,
    )


def _chart(call: Call, parts: list[Call], kind: str, before: int) -> Chart:
    """The series of one kind as a chart of their own."""
    table, x = call.table(), call.column("x")
    assert x is not None
    positions = list(dict.fromkeys(value for value in table.values(x.name) if value is not None))
    code = call.text("xFmt") or date_format(call, x)
    write = call.context.write
    series = [
        _series(call, part, x, positions, SERIES[(before + number) % len(SERIES)])
        for number, part in enumerate(parts)
    ]
    column = table.column(parts[0].text("y"))
    return Chart(
        kind=kind,
        positions=tuple(
            value if hasattr(value, "isoformat") else str(value)  # type: ignore[misc]
            for value in positions
        ),
        labels=tuple(write(value, None, code) for value in positions),
        series=tuple(series),
        y_title=parts[0].text("title") or column.title,
        y_format=parts[0].text("fmt") or column.format,
        currency=call.context.config.currency,
    )


def _series(call: Call, part: Call, x: Column, positions: Sequence[Cell], colour: str) -> Series:
    table = call.table()
    column = table.column(part.text("y"))
    at = dict(zip(table.values(x.name), table.numbers(column.name), strict=True))
    values = tuple(at.get(position) for position in positions)
    code = part.text("fmt") or column.format
    texts = tuple(format_value(value, code, call.context.config.currency) for value in values)
    return Series(part.text("title") or column.title, values, texts, colour)


_PART = (
    Attr("y", Kind.TEXT, "Column of numbers.", required=True),
    Attr("title", Kind.TEXT, "Its name; the column's by default."),
    Attr("fmt", Kind.FORMAT, "Format of its values."),
)
_OWN = ("y", "series", "seriesNames", "colors", "yAxisTitle", "yFmt", "yMin", "yMax", "events")
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
