"""Cells of tables: what is written and drawn in them, and what they add up to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from reports.components.declare import Call
from reports.components.links import safe_address
from reports.components.marks import (
    ChangeMark,
    SparklineView,
    StatusMark,
    change_mark,
    may_be_chance,
    numbers_in,
    sparkline,
    status_mark,
)
from reports.errors import PageError, RowsError
from reports.formats import MISSING, format_value, parse_format, plain_goal
from reports.tables import Cell, Column, Row, Table, number_of, source_of

_AGGREGATES: dict[str, Callable[[list[float]], float]] = {"sum": sum, "min": min, "max": max}


@dataclass(frozen=True)
class CellView:
    """One cell: text, and at most one thing beside it."""

    text: str
    bar: str = ""
    change: ChangeMark | None = None
    status: StatusMark | None = None
    trend: SparklineView | None = None
    link: str = ""
    sort: str | None = None
    strength: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether it says nothing."""
        return self.text in ("", MISSING) and not (self.change or self.status or self.trend)


@dataclass(frozen=True)
class Shown:
    """A column of the table with the tag that shaped it, if any."""

    column: Column
    part: Call | None

    def text(self, name: str) -> str:
        """An attribute of the tag, empty without one."""
        return self.part.text(name) if self.part else ""

    @property
    def kind(self) -> str:
        """What is drawn in its cells."""
        return self.text("contentType")

    @property
    def align(self) -> str:
        """Where its cells stand."""
        align = self.text("align")
        is_right = (self.column.is_number and self.kind != "bar") or self.kind == "delta"
        return align or ("right" if is_right else "left")


def cell_of(call: Call, shown: Shown, row: Row, table: Table) -> CellView:
    """One cell of a row."""
    value = row[shown.column.name]
    code = shown.text("fmt")
    if shown.text("fmtColumn"):
        code = _row_format(row[shown.text("fmtColumn")])
    if shown.kind == "goal":
        code = plain_goal(code or shown.column.format, value)
    text = call.context.write(value, shown.column, code)
    sort = _sort_key(value, shown.column)
    if shown.kind == "bar":
        return CellView(text, bar=_bar(value, table.numbers(shown.column.name)), sort=sort)
    if shown.kind == "delta" and shown.part:
        change = _delta(shown.part, row, value, code or shown.column.format, call)
        return CellView("", change=change, sort=sort)
    if shown.kind == "status":
        return CellView("", status=status_mark(value))
    if shown.kind == "colorscale":
        strength = _strength(value, table.numbers(shown.column.name))
        return CellView(text, sort=sort, strength=strength)
    if shown.kind == "sparkline":
        name = str(row[table.columns[0].name])
        return CellView("", trend=sparkline(numbers_in(value), f"{shown.column.title} of {name}"))
    link = (
        safe_address(str(row[shown.text("linkColumn")] or "")) if shown.text("linkColumn") else ""
    )
    call.context.row_links.add(link)
    return CellView(text, link=link, sort=sort)


def _row_format(value: Cell) -> str:
    """The format that a row tells for itself.

    Raises:
        RowsError: There is no such format.
    """
    code = str(value or "")
    try:
        parse_format(code or "num")
    except PageError as error:
        raise RowsError(error.message) from None
    return code


def _strength(value: Cell, numbers: list[float | None]) -> int:
    """How dark a cell is, from 1 to 9 between the column's least and most; 0 for not known."""
    known = [number for number in numbers if number is not None]
    if not isinstance(value, int | float) or not known:
        return 0
    low, high = min(known), max(known)
    return 1 + round(8 * (float(value) - low) / ((high - low) or 1.0))


def _sort_key(value: Cell, column: Column) -> str | None:
    """What the page's script sorts by where the words would mislead; empty for nothing known."""
    if not (column.is_number or column.is_date):
        return None
    if isinstance(value, date):
        return str(value.toordinal())
    return f"{value:.9g}" if isinstance(value, int | float) else ""


def _delta(part: Call, row: Row, value: Cell, code: str, call: Call) -> ChangeMark:
    number = number_of(value)
    down: Cell = part.flag("downIsGood")
    if part.text("downIsGoodColumn"):
        down = row[part.text("downIsGoodColumn")]
    is_chance = bool(part.text("verdict")) and may_be_chance(row[part.text("verdict")])
    judged = down is not None and not part.flag("unjudged") and not is_chance
    text = call.context.write(value, None, f"+{(code or 'num1').lstrip('+')}")
    status = next((row[name] for name in status_columns(call)), None)
    return change_mark(number, text, down_is_good=bool(down), judged=judged, status=status)


def status_columns(call: Call) -> list[str]:
    """The columns of a table that hold the status of its rows."""
    return [part.text("id") for part in call.parts if part.text("contentType") == "status"]


def _bar(value: Cell, numbers: list[float | None]) -> str:
    largest = max((abs(number) for number in numbers if number is not None), default=0.0)
    if not isinstance(value, int | float) or not largest:
        return ""
    return f"{abs(float(value)) / largest * 100:.1f}%"


def _is_ratio(call: Call, shown: Shown) -> bool:
    """Whether a column holds shares or scores, by its metric or by how it is written."""
    known = call.context.definitions.get(shown.column.name)
    code = shown.text("fmt") or shown.column.format
    has_sign = bool(code) and parse_format(code).suffix in ("%", "×", " points")
    return has_sign or (known is not None and known.unit in ("share", "score"))


def total_of(
    call: Call, shown: list[Shown], rows: list[Row], given: Row | None, title: str = "Total"
) -> tuple[CellView, ...]:
    """A total: from a row of its own query, so that ratios are right, or sums where told."""
    if given is not None:
        row, names = given, set(source_of(given).index)
        return tuple(
            CellView(
                call.context.write(row[s.column.name], s.column, s.text("fmt"))
                if s.column.name in names
                else (title if n == 0 else "")
            )
            for n, s in enumerate(shown)
        )
    if not any(s.text("totalAgg") for s in shown):
        return ()
    cells: list[CellView] = []
    for number, s in enumerate(shown):
        known = [
            float(value)
            for value in (row[s.column.name] for row in rows)
            if isinstance(value, int | float)
        ]
        how = s.text("totalAgg")
        if how == "sum" and _is_ratio(call, s):
            raise PageError(
                f"'{s.column.name}' is a ratio, and ratios do not add up; give its total by a "
                "query of one row (totals=…, groupTotals=…)"
            )
        value = _AGGREGATES[how](known) if how and known else None
        text = format_value(value, s.text("fmt") or s.column.format, call.context.config.currency)
        cells.append(CellView(text if value is not None else (title if number == 0 else "")))
    return tuple(cells)
