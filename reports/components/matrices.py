"""Cells that are darker for more: heat maps, calendars of days, cohorts."""

import math
from collections.abc import Callable, Collection
from datetime import date, timedelta

from markupsafe import Markup

from reports.charts.matrix import Cell, Matrix, describe_matrix, matrix_spec
from reports.charts.notes import events_marked
from reports.components.attributes import DATA, EVENTS, TITLED
from reports.components.axis import date_format, named, told_twice
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty, figure
from reports.errors import PageError, RowsError
from reports.formats import format_value
from reports.tables import Cell as Value
from reports.tables import Column, Table

_MOST = 400


def _drawn(call: Call, make: Callable[[Call], Matrix]) -> Markup:
    matrix = make(call) if call.has_rows() else Matrix((), (), ())
    if not matrix.cells:
        return empty(call)
    return figure(
        call,
        lambda size: matrix_spec(matrix, size),
        describe_matrix(matrix),
        height=matrix.pixels,
        keeps_height=True,
        marks=matrix.marks,
        behind=_with_events(call) if matrix.rings else None,
    )


def _named(call: Call, column: Column) -> list[tuple[Value, str]]:
    """The values of a column in order of appearance (dates by time), each as written."""
    found = list(dict.fromkeys(call.table().values(column.name)))
    known = [value for value in found if value is not None]
    if known and all(isinstance(value, date) for value in known):
        found = sorted(known, key=str) + [None] * (len(found) - len(known))
    code = date_format(call, column)
    return [(value, named(call, value, column, code)) for value in found]


def _heatmap(call: Call) -> Matrix:
    x, y, value = (call.column(name) for name in ("x", "y", "value"))
    assert x is not None
    assert y is not None
    assert value is not None
    columns, rows = _named(call, x), _named(call, y)
    if len(columns) * len(rows) > _MOST:
        raise RowsError(f"{len(columns)} by {len(rows)} cells are more than a reader can compare")
    return _matrix(call, x, y, value, columns, rows)


def _matrix(
    call: Call,
    x: Column,
    y: Column,
    value: Column,
    columns: list[tuple[Value, str]],
    rows: list[tuple[Value, str]],
) -> Matrix:
    across = {key: place for place, (key, _) in enumerate(columns)}
    down = {key: place for place, (key, _) in enumerate(rows)}
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for row, number in zip(call.table(), call.numbers(value), strict=True):
        place, line = across[row[x.name]], down[row[y.name]]
        if (place, line) in taken:
            raise told_twice(call, f"{rows[line][1]}, {columns[place][1]}")
        taken.add((place, line))
        if number is None:
            continue
        label = call.context.write(number, value, call.text("valueFmt"))
        text = f"{rows[line][1]}, {columns[place][1]}: {label}"
        cells.append(Cell(place, line, number, label, text))
    return Matrix(
        tuple(name for _, name in columns), tuple(name for _, name in rows), tuple(cells),
        title=call.text("valueTitle") or value.title,
    )  # fmt: skip


def _cohort(call: Call) -> Matrix:
    """Cohorts by row with their size, periods since the start by column."""
    cohort, period, value, size = (
        call.column(name) for name in ("cohort", "period", "value", "size")
    )
    assert cohort is not None
    assert period is not None
    assert value is not None
    rows = _named(call, cohort)
    if size:
        table = call.table()
        sizes: dict[Value, str] = {}
        for key, number in zip(table.values(cohort.name), table.values(size.name), strict=True):
            sizes.setdefault(key, format_value(number, "num0"))
        rows = [(key, f"{name} ({sizes[key]})") for key, name in rows]
    columns = sorted(_named(call, period), key=lambda entry: _order(entry[0]))
    return _matrix(call, period, cohort, value, columns, rows)


def _order(value: Value) -> float:
    if value is None:
        return math.inf
    if isinstance(value, int | float):
        return float(value)
    raise PageError("period of <Cohort> must be a number: periods since the cohort began")


def _calendar(call: Call) -> Matrix:
    """One column per week, one row per weekday, the month named above its first week."""
    day, value = call.column("date"), call.column("value")
    assert day is not None
    assert value is not None
    known: dict[date, float] = {}
    for moment, number in zip(call.table().values(day.name), call.numbers(value), strict=True):
        if not isinstance(moment, date) or number is None:
            continue
        calendar_day = date(moment.year, moment.month, moment.day)
        if calendar_day in known:
            raise told_twice(call, format_value(calendar_day, "day"))
        known[calendar_day] = number
    if not known:
        return Matrix((), (), ())
    first = min(known) - timedelta(days=min(known).weekday())
    weeks = (max(known) - first).days // 7 + 1
    if weeks > 54:
        raise RowsError(f"{weeks} weeks are more than a calendar shows (54)", "narrow the query")
    mondays = [first + timedelta(days=7 * week) for week in range(weeks)]
    names = [
        format_value(monday, "mmm") if monday.day <= 7 or (week == 0 and monday.day < 20) else ""
        for week, monday in enumerate(mondays)
    ]
    within = _within(call, known)
    cells = [
        Cell(*_place(d, first), v, "", ", ".join([f"{format_value(d, 'day')}: {written}", *named]))
        for d, v in sorted(known.items())
        for written in [call.context.write(v, value, call.text("valueFmt"))]
        for named in [[name for day, name in within if day == d]]
    ]
    return Matrix(
        tuple(names), ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), tuple(cells),
        title=call.text("valueTitle") or value.title, has_labels=False, height=18,
        rings=tuple(dict.fromkeys(_place(day, first) for day, _ in within)),
        marks=events_marked("Ringed", within),
    )  # fmt: skip


def _within(call: Call, days: Collection[date]) -> list[tuple[date, str]]:
    """The events between the first and the last of some days."""
    events = call.context.events if call.flag("events") else ()
    return [one for one in events if min(days) <= one[0] <= max(days)]


def _with_events(call: Call) -> Table:
    """A calendar's rows with what happened on their days."""
    table, day = call.table(), call.column("date")
    assert day is not None
    found: dict[str, list[str]] = {}
    for happened, name in call.context.events:
        found.setdefault(happened.isoformat(), []).append(name)
    days = [str(moment)[:10] for moment in table.values(day.name)]
    return table.with_column("event", "Event", [", ".join(found.get(one, ())) for one in days])


def _place(day: date, first: date) -> tuple[int, int]:
    """The week and the weekday of a day, counted from a Monday."""
    return (day - first).days // 7, day.weekday()


_VALUE = (
    Attr("value", Kind.COLUMN, "Column of numbers.", required=True),
    Attr("valueFmt", Kind.FORMAT, "Format of the numbers."),
    Attr("valueTitle", Kind.TEXT, "What the numbers are; the column's title by default."),
    *TITLED,
)
DECLARATIONS = (
    Declaration(
        "Heatmap",
        "Numbers by two groupings, darker for more.",
        (
            DATA,
            Attr("x", Kind.COLUMN, "Column across.", required=True),
            Attr("y", Kind.COLUMN, "Column down.", required=True),
            *_VALUE,
        ),
        lambda call: _drawn(call, _heatmap),
        example="<Heatmap data={by_day_and_hour} x=hour y=weekday value=contacts/>",
    ),
    Declaration(
        "CalendarHeatmap",
        "One cell per day, weeks side by side, darker for more.",
        (DATA, Attr("date", Kind.COLUMN, "Column of days.", required=True), *_VALUE, EVENTS),
        lambda call: _drawn(call, _calendar),
        example="<CalendarHeatmap data={by_day} date=day value=contacts/>",
    ),
    Declaration(
        "Cohort",
        "What became of those who began together: one row per cohort, one column per period.",
        (
            DATA,
            Attr("cohort", Kind.COLUMN, "Column of the cohorts.", required=True),
            Attr("period", Kind.COLUMN, "Column of periods since the beginning.", required=True),
            Attr("size", Kind.COLUMN, "Column of the cohorts' sizes, written beside the names."),
            *_VALUE,
        ),
        lambda call: _drawn(call, _cohort),
        example="<Cohort data={cohorts} cohort=started_month period=months value=retained/>",
    ),
)
