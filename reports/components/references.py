"""What is drawn across a chart for comparison: goals, bands, and points worth a word."""

from collections.abc import Sequence
from datetime import datetime, time

from reports.charts.model import Mark, Reference
from reports.charts.theme import GOAL
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.errors import PageError, nearest
from reports.tables import Cell, Table

_CHARTS = ("LineChart", "Survival", "AreaChart", "BarChart")
_LABEL = Attr("label", Kind.TEXT, "What it is, such as Goal.")


def references(parts: Sequence[Call]) -> tuple[Reference, ...]:
    """The lines and bands of a chart; one whose value is not known is none."""
    found: list[Reference] = []
    for part in parts:
        if part.declaration.name == "ReferenceLine":
            y = _number(part, "y")
            if y is not None:
                found.append(Reference(y, None, part.text("label"), GOAL))
        elif part.declaration.name == "ReferenceArea":
            low, high = _number(part, "yMin"), _number(part, "yMax")
            if low is not None and high is not None:
                found.append(Reference(low, high, part.text("label"), GOAL))
    return tuple(found)


def marked_points(
    call: Call, positions: Sequence[Cell], numbers: Sequence[float | None]
) -> tuple[Mark, ...]:
    """The points of a chart that have a word of their own.

    One of a query that stands outside of the chart is none; one that the page tells itself is
    told, for the months of a chart move on while the page stays.
    """
    places = {str(value): place for place, value in enumerate(positions)}
    found: list[Mark] = []
    for part in call.parts:
        if part.declaration.name != "ReferencePoint":
            continue
        x, y = _value(part, "x"), _number(part, "y")
        position = str(x.date() if isinstance(x, datetime) and x.time() == time() else x)
        if position not in places and x == part.value("x"):
            hint = nearest(position, places)
            call.context.warn(f"<ReferencePoint>: the chart has no position x={position}{hint}")
        if y is not None and position in places:
            place = places[position]
            beside = [
                value
                for value in numbers[max(place - 1, 0) : place + 2]
                if value is not None and value != y
            ]
            is_low = bool(beside) and min(beside) > y
            found.append(Mark(place, y, part.text("label"), is_low))
    return tuple(found)


def _value(part: Call, name: str) -> Cell:
    """The attribute, or the first row's value of the column that it names."""
    value, table = part.value(name), part.given.get("data")
    if isinstance(table, Table) and str(value) in table.index:
        return table.values(str(value))[0] if table else None
    return value if value != "" else None


def _number(part: Call, name: str) -> float | None:
    value = _value(part, name)
    if value is None or isinstance(value, int | float):
        return None if value is None else float(value)
    try:
        return float(str(value))
    except ValueError:
        raise PageError(
            f"{name}={value} of <{part.declaration.name}> is neither a number nor a column "
            "of its data"
        ) from None


DECLARATIONS = (
    Declaration(
        "ReferenceLine",
        "A line across a chart, such as a goal.",
        (
            Attr("data", Kind.DATA, "Query that holds the value."),
            Attr("y", Kind.TEXT, "The value, or a column of `data`.", required=True),
            _LABEL,
        ),
        inside=_CHARTS,
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
        inside=_CHARTS,
        example='<ReferenceArea yMin=0.7 yMax=0.75 label="Benchmark"/>',
    ),
    Declaration(
        "ReferencePoint",
        "A point of a line or area chart with a word of its own.",
        (
            Attr("data", Kind.DATA, "Query that holds the point in its first row."),
            Attr("x", Kind.TEXT, "Its position, or a column of `data`.", required=True),
            Attr("y", Kind.TEXT, "Its value, or a column of `data`.", required=True),
            Attr("label", Kind.TEXT, "The word.", required=True),
        ),
        inside=("LineChart", "Survival", "AreaChart"),
        example='<ReferencePoint data={outage} x=month y=nps label="Outage"/>',
    ),
)
