"""Single numbers: in a sentence, as a headline with its goal, as a change, as a small line."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, FMT, TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.marks import (
    ChangeMark,
    SparklineView,
    StatusMark,
    change_mark,
    numbers_in,
    sparkline,
    status_mark,
)
from reports.errors import PageError
from reports.formats import format_value

_ROW = Attr("row", Kind.INTEGER, "Row of the query, counted from 0.", default=0)
_DOWN = Attr("downIsGood", Kind.FLAG, "Whether less is better.", default=False)
_NEUTRAL = Attr("neutral", Kind.NUMBER, "Changes up to this size are called neither.", default=0.0)


def _value(call: Call) -> Markup:
    table = call.table()
    column = call.column("column") or table.columns[0]
    if not table:
        return Markup("<span>–</span>")
    cell = table[int(call.value("row"))][column.name]
    return call.context.fill("value.html", ValueView(call.context.write(cell, column, call.text("fmt"))))


@dataclass(frozen=True)
class ValueView:
    """A number in a sentence."""

    text: str


@dataclass(frozen=True)
class BigValueView:
    """A headline number with everything needed to judge it."""

    title: str
    text: str
    is_withheld: bool
    change: ChangeMark | None
    change_title: str
    status: StatusMark | None
    goal: str
    interval: str
    count: str
    trend: SparklineView | None
    link: str
    description: str


def _big_value(call: Call) -> Markup:
    table = call.table()
    column = call.column("value")
    assert column is not None
    context = call.context
    if not table:
        empty = BigValueView(call.text("title") or column.title, "–", False, None, "", None, "", "", "no rows", None, "", "")  # noqa: FBT003
        return context.fill("big_value.html", empty)
    row = table[int(call.value("row"))]
    code = call.text("fmt") or column.format
    status = str(row[call.text("status")] or "none") if call.value("status") else ""
    title = call.text("title") or column.title
    view = BigValueView(
        title=title,
        text=context.write(row[column.name], column, code),
        is_withheld=status == "few",
        change=_change(call),
        change_title=call.text("comparisonTitle"),
        status=status_mark(status, call.text("statusTitle")) if status else None,
        goal=_goal(call, code),
        interval=_interval(call, code),
        count=_count(call),
        trend=_trend(call, title),
        link=call.text("link"),
        description=call.text("description"),
    )
    return context.fill("big_value.html", view)


def _change(call: Call) -> ChangeMark | None:
    column = call.column("comparison")
    if not column:
        return None
    if not call.text("comparisonTitle"):
        raise PageError("<BigValue comparison=…> needs comparisonTitle: a change names what it is against")
    value = call.table().numbers(column.name)[int(call.value("row"))]
    code = call.text("comparisonFmt") or column.format or call.text("fmt")
    text = call.context.write(value, None, f"+{code.lstrip('+')}" if code else "+num1")
    return change_mark(
        value, text,
        down_is_good=call.flag("downIsGood"),
        neutral=call.number("neutral") or 0.0,
        judged=not call.flag("unjudged"),
    )  # fmt: skip


def _goal(call: Call, code: str) -> str:
    name = call.text("goal")
    if not name:
        return ""
    row = call.table()[int(call.value("row"))]
    goal = row[name] if name in call.table().index else float(name)
    if goal is None:
        return ""
    if isinstance(goal, str):
        return f"Goal {goal}"
    sign = "≤" if call.flag("downIsGood") else "≥"
    return f"Goal {sign} {format_value(goal, _plain_goal(code, goal), call.context.config.currency)}"


def _plain_goal(code: str, goal: object) -> str:
    """A goal is a round number: `70%`, not `70.0%`."""
    base = code.rstrip("0123456789")
    if isinstance(goal, int | float) and base in ("pct", "num"):
        scaled = float(goal) * (100 if base == "pct" else 1)
        return f"{base}{0 if scaled == round(scaled) else 1}"
    return code


def _interval(call: Call, code: str) -> str:
    row = call.table()[int(call.value("row"))]
    if not (call.value("low") and call.value("high")):
        return ""
    low, high = (call.context.write(row[call.text(end)], None, code) for end in ("low", "high"))
    return f"{low} to {high}"


def _count(call: Call) -> str:
    column = call.column("n")
    if not column:
        return ""
    value = call.table()[int(call.value("row"))][column.name]
    return f"{format_value(value, 'num0')} {call.text('nTitle')}"


def _trend(call: Call, title: str) -> SparklineView | None:
    table = call.table()
    if call.value("trend"):
        cell = table[int(call.value("row"))][call.text("trend")]
        return sparkline(numbers_in(cell), f"{title} over time", width=220, height=44)
    column = call.column("sparkline")
    if not column:
        return None
    order = sorted(range(len(table)), key=lambda place: str(table.values(column.name)[place]))
    numbers = table.numbers(call.text("value"))
    goal = call.text("goal")
    goals = table.numbers(goal) if goal in table.index else []
    first, last = table.values(column.name)[order[0]], table.values(column.name)[order[-1]]
    label = f"{title} from {call.context.write(first, column)} to {call.context.write(last, column)}"
    return sparkline([numbers[place] for place in order], label, width=220, height=44, goal=goals[0] if goals else None)


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
    mark = change_mark(value, text, down_is_good=call.flag("downIsGood"), neutral=call.number("neutral") or 0.0)
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
    drawn = sparkline(table.numbers(y.name), label, width=int(call.value("width")), height=int(call.value("height")))
    return call.context.fill("sparkline.html", SparklineOnlyView(drawn))


def _last_refreshed(call: Call) -> Markup:
    text = f"{call.text('prefix')} {format_value(call.context.config.as_of, 'day')}".strip()
    return call.context.fill("value.html", ValueView(text))


DECLARATIONS = (
    Declaration(
        "Value", "A number or text of one row, within a sentence.",
        (DATA, Attr("column", Kind.COLUMN, "Column; the first by default."), _ROW, FMT),
        _value, is_inline=True, example="<Value data={this_month} column=nps/>",
    ),
    Declaration(
        "BigValue",
        "A headline number with goal, status, change, interval, number of answers and trend.",
        (
            DATA,
            Attr("value", Kind.COLUMN, "Column of the number.", required=True),
            TITLE, _ROW, FMT,
            Attr("comparison", Kind.COLUMN, "Column that holds the change itself."),
            Attr("comparisonTitle", Kind.TEXT, "What the change is against: `vs. August`."),
            Attr("comparisonFmt", Kind.FORMAT, "Format of the change."),
            _DOWN, _NEUTRAL,
            Attr("unjudged", Kind.FLAG, "Show the change without calling it good or bad.", default=False),
            Attr("goal", Kind.TEXT, "Column that holds the goal, or a number."),
            Attr("status", Kind.COLUMN, "Column that holds met, missed, act, few or none."),
            Attr("statusTitle", Kind.TEXT, "Words in place of the status's own."),
            Attr("low", Kind.COLUMN, "Lower end of the 95 % interval."),
            Attr("high", Kind.COLUMN, "Upper end of the 95 % interval."),
            Attr("n", Kind.COLUMN, "Column that holds the number of answers."),
            Attr("nTitle", Kind.TEXT, "What is counted.", default="answers"),
            Attr("sparkline", Kind.COLUMN, "Column of dates; draws `value` over all rows."),
            Attr("trend", Kind.COLUMN, "Column that holds a list of values, drawn as a small line."),
            Attr("description", Kind.TEXT, "A few words below the title."),
            Attr("link", Kind.TEXT, "Page that tells more, such as /loyalty/."),
        ),
        _big_value, example="<BigValue data={kpi} value=nps goal=goal_value status=status_name n=responses/>",
    ),
    Declaration(
        "Delta", "A change with its arrow, within a sentence.",
        (DATA, Attr("column", Kind.COLUMN, "Column of the change.", required=True), _ROW, FMT, _DOWN, _NEUTRAL),
        _delta, is_inline=True, example="<Delta data={this_month} column=nps_change fmt=num1/>",
    ),
    Declaration(
        "Sparkline", "A small line without axes, within a sentence.",
        (
            DATA,
            Attr("dateCol", Kind.COLUMN, "Column of dates, in order.", required=True),
            Attr("valueCol", Kind.COLUMN, "Column of numbers.", required=True),
            Attr("width", Kind.INTEGER, "Width in pixels.", default=120),
            Attr("height", Kind.INTEGER, "Height in pixels.", default=26),
        ),
        _sparkline, is_inline=True, example="<Sparkline data={by_month} dateCol=month valueCol=nps/>",
    ),
    Declaration(
        "LastRefreshed", "The last day that the data covers.",
        (Attr("prefix", Kind.TEXT, "Words before the date.", default="Data up to and including"),),
        _last_refreshed, is_inline=True, example="<LastRefreshed/>",
    ),
)  # fmt: skip
