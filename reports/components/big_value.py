"""A headline number with everything needed to judge it: goal, status, change, interval, trend."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.components.attributes import DATA, DOWN, FMT, NEUTRAL, ROW, TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.links import safe_address
from reports.components.live import is_live, live_change, refuse, register, written
from reports.components.marks import (
    NOISE,
    WITHIN_NOISE,
    ChangeMark,
    SparklineView,
    StatusMark,
    change_mark,
    may_be_chance,
    numbers_in,
    sparkline,
    status_mark,
)
from reports.errors import PageError, nearest
from reports.formats import format_value, plain_goal
from reports.tables import Column, number_of


@dataclass(frozen=True)
class BigValueView:
    """A headline number with everything needed to judge it."""

    title: str
    text: str
    id: str = ""
    is_withheld: bool = False
    change: ChangeMark | None = None
    change_title: str = ""
    status: StatusMark | None = None
    goal: str = ""
    interval: str = ""
    count: str = ""
    trend: SparklineView | None = None
    link: str = ""
    description: str = ""
    definition: str = ""
    definition_id: str = ""


def _big_value(call: Call) -> Markup:
    table = call.table()
    column = call.column("value")
    assert column is not None
    context = call.context
    if not table:
        empty = BigValueView(call.text("title") or column.title, "–", count="no rows")
        return context.fill("big_value.html", empty)
    row = table[int(call.value("row"))]
    code = call.text("fmt") or column.format
    status = str(row[call.text("status")] or "none") if call.value("status") else ""
    title = call.text("title") or column.title
    metric = call.text("metric")
    if metric and context.definitions and metric not in context.definitions:
        raise PageError(f"there is no metric '{metric}'{nearest(metric, context.definitions)}")
    known = context.definitions.get(metric or column.name)
    view = BigValueView(
        title=title,
        text=context.write(row[column.name], column, code),
        is_withheld=status == "few",
        change=_change(call, status),
        change_title=call.text("comparisonTitle")
        + (WITHIN_NOISE if NOISE in _verdict(call) else ""),
        status=status_mark(status, call.text("statusTitle")) if status else None,
        goal=_goal(call, code),
        interval=_interval(call, code),
        count=_count(call),
        trend=_trend(call, title),
        link=safe_address(call.text("link")),
        description=call.text("description"),
        id=context.identifier("value") if is_live(call) else "",
        definition=known.description if known else "",
        definition_id=context.identifier("definition") if known else "",
    )
    if view.id:
        register(call, "big_value", view.id, _live(call, column, code))
    return context.fill("big_value.html", view)


def _live(call: Call, column: Column, code: str) -> dict[str, Any]:
    """What the page's script needs to draw the value again."""
    refuse(call, ("trend", "sparkline"))
    change, count, goal = call.column("comparison"), call.column("n"), call.text("goal")
    base = code.rstrip("0123456789")
    is_column = goal in call.table().index
    number = _written_goal(call, goal) if goal and not is_column else None
    wanted = call.table()[int(call.value("row"))][goal] if is_column else number
    is_plain = base in ("pct", "num")
    return {
        "row": int(call.value("row")),
        "column": column.name,
        "format": written(call, code),
        "status": call.value("status"),
        "statusTitle": call.text("statusTitle"),
        "interval": [call.text("low"), call.text("high")] if call.value("low") else None,
        "count": {
            "column": count.name,
            "title": call.text("nTitle"),
            "format": written(call, "num0"),
        }
        if count
        else None,
        "goal": {
            "column": goal,
            "number": number,
            "prefix": f"Goal {_sign(call, wanted)} ",
            "factor": 100 if base == "pct" else 1,
            "formats": [written(call, f"{base}{n}" if is_plain else code) for n in range(3)],
            "title": call.text("goalTitle"),
        }
        if goal
        else None,
        "change": live_change(call, change, call.text("comparisonFmt") or call.text("fmt"))
        | {"title": call.text("comparisonTitle"), "verdict": call.value("verdict")}
        if change
        else None,
    }


def _change(call: Call, status: object) -> ChangeMark | None:
    column = call.column("comparison")
    if not column:
        return None
    if not call.text("comparisonTitle"):
        raise PageError(
            "<BigValue comparison=…> needs comparisonTitle: a change names what it is against"
        )
    value = call.table().numbers(column.name)[int(call.value("row"))]
    code = call.text("comparisonFmt") or column.format or call.text("fmt")
    text = call.context.write(value, None, f"+{code.lstrip('+')}" if code else "+num1")
    return change_mark(
        value, text,
        down_is_good=call.flag("downIsGood"),
        neutral=call.number("neutral") or 0.0,
        judged=not call.flag("unjudged") and not any(map(may_be_chance, _verdict(call))),
        status=status,
    )  # fmt: skip


def _verdict(call: Call) -> tuple[object, ...]:
    """Whether the change is more than noise; empty where the tag does not ask."""
    column = call.column("verdict")
    return (call.table()[int(call.value("row"))][column.name],) if column else ()


def _goal(call: Call, code: str) -> str:
    name = call.text("goal")
    if not name:
        return ""
    row = call.table()[int(call.value("row"))]
    goal = row[name] if name in call.table().index else _written_goal(call, name)
    if goal is None:
        return ""
    if isinstance(goal, str):
        return f"Goal {goal}"
    written = format_value(goal, plain_goal(code, goal), call.context.config.currency)
    return f"Goal {_sign(call, goal)} {written} {call.text('goalTitle')}".rstrip()


def _written_goal(call: Call, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        near = nearest(text, call.table().index)
        raise PageError(f"goal={text} is neither a column nor a number{near}") from None


def _sign(call: Call, goal: object) -> str:
    """Which values meet the goal; whether the goal itself does is told by the company's goals."""
    known = call.context.definitions.get(call.text("metric") or call.text("value"))
    is_strict = known is not None and goal in known.strict_goals
    if call.flag("downIsGood"):
        return "<" if is_strict else "≤"
    return ">" if is_strict else "≥"


def _interval(call: Call, code: str) -> str:
    row = call.table()[int(call.value("row"))]
    if not (call.value("low") and call.value("high")):
        return ""
    ends = [row[call.text(end)] for end in ("low", "high")]
    if None in ends:
        return ""
    low, high = (call.context.write(end, None, code) for end in ends)
    return f"{low} to {high}"


def _count(call: Call) -> str:
    column = call.column("n")
    if not column:
        return ""
    value = call.table()[int(call.value("row"))][column.name]
    return f"{format_value(value, 'num0')} {call.text('nTitle')}" if value is not None else ""


def _trend(call: Call, title: str) -> SparklineView | None:
    table = call.table()
    if call.value("trend"):
        row = table[int(call.value("row"))]
        named = call.text("goal") if call.text("goal") in table.index else ""
        level = row[named] if named else None
        return sparkline(
            numbers_in(row[call.text("trend")]),
            f"{title} over time",
            width=120,
            height=32,
            goal=number_of(level),
        )
    column = call.column("sparkline")
    if not column:
        return None
    order = sorted(range(len(table)), key=lambda place: str(table.values(column.name)[place]))
    numbers = table.numbers(call.text("value"))
    goal = call.text("goal")
    goals = table.numbers(goal) if goal in table.index else []
    first, last = table.values(column.name)[order[0]], table.values(column.name)[order[-1]]
    label = (
        f"{title} from {call.context.write(first, column)} to {call.context.write(last, column)}"
    )
    return sparkline(
        [numbers[place] for place in order],
        label,
        width=120,
        height=32,
        goal=goals[0] if goals else None,
    )


DECLARATIONS = (
    Declaration(
        "BigValue",
        "A headline number with goal, status, change, interval, number of answers and trend.",
        (
            DATA,
            Attr("value", Kind.COLUMN, "Column of the number.", required=True),
            TITLE,
            ROW,
            FMT,
            Attr("comparison", Kind.COLUMN, "Column that holds the change itself."),
            Attr("comparisonTitle", Kind.TEXT, "What the change is against: `vs. August`."),
            Attr("comparisonFmt", Kind.FORMAT, "Format of the change."),
            Attr(
                "verdict",
                Kind.COLUMN,
                "Column of the semantic layer's verdict; a change within noise is neither.",
            ),
            DOWN,
            NEUTRAL,
            Attr(
                "unjudged",
                Kind.FLAG,
                "Show the change without calling it good or bad.",
                default=False,
            ),
            Attr("goal", Kind.TEXT, "Column that holds the goal, or a number."),
            Attr("goalTitle", Kind.TEXT, "Words behind the goal: `by June`."),
            Attr("status", Kind.COLUMN, "Column that holds met, missed, act, few or none."),
            Attr("statusTitle", Kind.TEXT, "Words in place of the status's own."),
            Attr("low", Kind.COLUMN, "Lower end of the 95% interval."),
            Attr("high", Kind.COLUMN, "Upper end of the 95% interval."),
            Attr("n", Kind.COLUMN, "Column that holds the number of answers."),
            Attr("nTitle", Kind.TEXT, "What is counted.", default="answers"),
            Attr("sparkline", Kind.COLUMN, "Column of dates; draws `value` over all rows."),
            Attr(
                "trend", Kind.COLUMN, "Column that holds a list of values, drawn as a small line."
            ),
            Attr("description", Kind.TEXT, "A few words below the title."),
            Attr("metric", Kind.TEXT, "Metric whose definition is shown; the column's by default."),
            Attr("link", Kind.TEXT, "Page that tells more, such as /loyalty/."),
        ),
        _big_value,
        example="<BigValue data={kpi} value=nps goal=goal_value status=status_name n=responses/>",
    ),
)
