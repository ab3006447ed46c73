"""Single numbers within a sentence: a value, a change, a small line, a date."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, DOWN, FMT, NEUTRAL, ROW
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.live import is_live, register, written
from reports.components.marks import (
    ChangeMark,
    SparklineView,
    change_mark,
    sparkline,
)
from reports.formats import format_value


def _value(call: Call) -> Markup:
    table = call.table()
    column = call.column("column") or table.columns[0]
    if not table:
        return Markup("<span>–</span>")
    cell = table[int(call.value("row"))][column.name]
    identifier = ""
    if is_live(call):
        identifier = call.context.identifier("number")
        part = {"row": int(call.value("row")), "column": column.name}
        format_ = written(call, call.text("fmt"), column)
        register(call, "value", identifier, {**part, "format": format_})
    text = call.context.write(cell, column, call.text("fmt"))
    return call.context.fill("value.html", ValueView(text, identifier))


@dataclass(frozen=True)
class ValueView:
    """A number in a sentence; with an id if it follows the page's filters."""

    text: str
    id: str = ""


@dataclass(frozen=True)
class DeltaView:
    """A change in a sentence."""

    change: ChangeMark


def _delta(call: Call) -> Markup:
    column = call.column("column")
    assert column is not None
    value = call.table().numbers(column.name)[int(call.value("row"))] if call.has_rows() else None
    code = (call.text("fmt") or column.format or "num1").lstrip("+")
    text = call.context.write(value, None, f"+{code}")
    mark = change_mark(
        value, text, down_is_good=call.flag("downIsGood"), neutral=call.number("neutral") or 0.0
    )
    return call.context.fill("delta.html", DeltaView(mark))


@dataclass(frozen=True)
class SparklineOnlyView:
    """A sparkline by itself."""

    trend: SparklineView | None


def _sparkline(call: Call) -> Markup:
    y, x = call.column("valueCol"), call.column("dateCol")
    assert y is not None
    assert x is not None
    table = call.table()
    label = f"{y.title} by {x.title.lower()}"
    if table:
        ends = [call.context.write(table.values(x.name)[place], x) for place in (0, -1)]
        label = f"{y.title} from {ends[0]} to {ends[1]}"
    drawn = sparkline(
        table.numbers(y.name),
        label,
        width=int(call.value("width")),
        height=int(call.value("height")),
    )
    return call.context.fill("sparkline.html", SparklineOnlyView(drawn))


def _last_refreshed(call: Call) -> Markup:
    text = f"{call.text('prefix')} {format_value(call.context.config.as_of, 'day')}".strip()
    return call.context.fill("value.html", ValueView(text))


DECLARATIONS = (
    Declaration(
        "Value",
        "A number or text of one row, within a sentence.",
        (DATA, Attr("column", Kind.COLUMN, "Column; the first by default."), ROW, FMT),
        _value,
        is_inline=True,
        example="<Value data={this_month} column=nps/>",
    ),
    Declaration(
        "Delta",
        "A change with its arrow, within a sentence.",
        (
            DATA,
            Attr("column", Kind.COLUMN, "Column of the change.", required=True),
            ROW,
            FMT,
            DOWN,
            NEUTRAL,
        ),
        _delta,
        is_inline=True,
        example="<Delta data={this_month} column=nps_change fmt=num1/>",
    ),
    Declaration(
        "Sparkline",
        "A small line without axes, within a sentence.",
        (
            DATA,
            Attr("dateCol", Kind.COLUMN, "Column of dates, in order.", required=True),
            Attr("valueCol", Kind.COLUMN, "Column of numbers.", required=True),
            Attr("width", Kind.INTEGER, "Width in pixels.", default=120, least=20),
            Attr("height", Kind.INTEGER, "Height in pixels.", default=26, least=10),
        ),
        _sparkline,
        is_inline=True,
        example="<Sparkline data={by_month} dateCol=month valueCol=nps/>",
    ),
    Declaration(
        "LastRefreshed",
        "The last day that the data covers.",
        (Attr("prefix", Kind.TEXT, "Words before the date.", default="Data up to and including"),),
        _last_refreshed,
        is_inline=True,
        example="<LastRefreshed/>",
    ),
)
