"""Tables: formats, alignment, bars, changes, statuses and trends in cells, honest totals."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from reports.components.attributes import DATA, FMT, TITLE
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import EmptyView
from reports.components.links import safe_address
from reports.components.live import is_live, live_change, refuse, register, written
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
from reports.tables import Cell, Column, Row, Table

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


@dataclass(frozen=True)
class HeadView:
    """One column's head."""

    title: str
    align: str
    style: str
    description: str


@dataclass(frozen=True)
class TableView:
    """A table on the page."""

    id: str
    title: str
    subtitle: str
    heads: tuple[HeadView, ...]
    rows: tuple[tuple[CellView, ...], ...]
    total: tuple[CellView, ...]
    note: str
    csv: str
    is_live: bool = False
    is_sortable: bool = False
    has_search: bool = False


@dataclass(frozen=True)
class _Shown:
    """A column of the table with the tag that shaped it, if any."""

    column: Column
    part: Call | None

    def text(self, name: str) -> str:
        return self.part.text(name) if self.part else ""

    @property
    def kind(self) -> str:
        return self.text("contentType")

    @property
    def align(self) -> str:
        told = self.text("align")
        is_right = (self.column.is_number and self.kind != "bar") or self.kind == "delta"
        return told or ("right" if is_right else "left")


def _data_table(call: Call) -> Markup:
    table = call.table()
    if not table:
        return call.context.fill("empty.html", EmptyView(call.text("title")))
    shown = _columns(call, table)
    rows = list(table)
    limit = int(call.value("rows"))
    kept = rows[:limit] if limit else rows
    note = (
        f"The first {limit} of {len(rows):,} rows; all are in the CSV."
        if len(rows) > len(kept)
        else ""
    )
    view = TableView(
        id=call.context.identifier("table"),
        title=call.text("title"),
        subtitle=call.text("subtitle"),
        heads=tuple(
            HeadView(s.text("title") or s.column.title, s.align, s.kind, s.text("description"))
            for s in shown
        ),
        rows=tuple(tuple(_cell(call, s, row, table) for s in shown) for row in kept),
        total=_total(call, shown, table),
        note=note,
        csv=call.context.download(table) if call.flag("downloadable") or note else "",
        is_live=is_live(call),
        is_sortable=len(kept) > 1 and call.flag("sort"),
        has_search=call.flag("search"),
    )
    if view.is_live:
        register(call, "table", view.id, {"rows": limit, "columns": _live(call, shown)})
    return call.context.fill("table.html", view)


def _columns(call: Call, table: Table) -> list[_Shown]:
    if not call.parts:
        return [_Shown(column, None) for column in table.columns]
    return [_Shown(table.column(part.text("id")), part) for part in call.parts]


def _live(call: Call, shown: list[_Shown]) -> list[dict[str, object]]:
    """What the page's script needs to write the rows again."""
    refuse(call, ("totals",))
    told: list[dict[str, object]] = []
    for one in shown:
        if one.part:
            refuse(one.part, ("fmtColumn", "linkColumn", "downIsGoodColumn", "totalAgg"))
        sorts = "number" if one.column.is_number else "date" if one.column.is_date else ""
        shape = {"name": one.column.name, "kind": one.kind, "align": one.align}
        column = {**shape, "sorts": sorts}
        if one.kind == "delta" and one.part:
            told.append({**column, **live_change(one.part, one.column, one.text("fmt"))})
        elif one.kind == "sparkline":
            raise PageError("a sparkline in a cell cannot follow a filter")
        else:
            told.append({**column, "format": written(call, one.text("fmt"), one.column)})
    return told


def _cell(call: Call, shown: _Shown, row: Row, table: Table) -> CellView:
    value = row[shown.column.name]
    code = shown.text("fmt")
    if shown.text("fmtColumn"):
        code = str(row[shown.text("fmtColumn")] or "")
    text = call.context.write(value, shown.column, code)
    sort = _sort_key(value, shown.column)
    if shown.kind == "bar":
        return CellView(text, bar=_bar(value, table.numbers(shown.column.name)), sort=sort)
    if shown.kind == "delta" and shown.part:
        change = _delta(shown.part, row, value, code or shown.column.format, call)
        return CellView("", change=change, sort=sort)
    if shown.kind == "status":
        return CellView("", status=status_mark(value))
    if shown.kind == "sparkline":
        name = str(row[table.columns[0].name])
        return CellView("", trend=sparkline(numbers_in(value), f"{shown.column.title} of {name}"))
    link = (
        safe_address(str(row[shown.text("linkColumn")] or "")) if shown.text("linkColumn") else ""
    )
    return CellView(text, link=link, sort=sort)


def _sort_key(value: Cell, column: Column) -> str | None:
    """What the page's script sorts by where the words would mislead; empty for nothing known."""
    if not (column.is_number or column.is_date):
        return None
    if isinstance(value, date):
        return str(value.toordinal())
    return f"{value:.9g}" if isinstance(value, int | float) else ""


def _delta(part: Call, row: Row, value: Cell, code: str, call: Call) -> ChangeMark:
    number = float(value) if isinstance(value, int | float) else None
    down: Cell = part.flag("downIsGood")
    if part.text("downIsGoodColumn"):
        down = row[part.text("downIsGoodColumn")]
    judged = down is not None and not part.flag("unjudged")
    text = call.context.write(value, None, f"+{(code or 'num1').lstrip('+')}")
    return change_mark(number, text, down_is_good=bool(down), judged=judged)


def _bar(value: Cell, numbers: list[float | None]) -> str:
    largest = max((abs(number) for number in numbers if number is not None), default=0.0)
    if not isinstance(value, int | float) or not largest:
        return ""
    return f"{abs(float(value)) / largest * 100:.1f}%"


def _total(call: Call, shown: list[_Shown], table: Table) -> tuple[CellView, ...]:
    """The last row: from a query of its own, so that ratios are right, or sums where told."""
    totals = call.given.get("totals")
    if isinstance(totals, Table) and totals:
        row = totals[0]
        names = set(totals.index)
        return tuple(
            CellView(
                call.context.write(row[s.column.name], s.column, s.text("fmt"))
                if s.column.name in names
                else ("Total" if n == 0 else "")
            )
            for n, s in enumerate(shown)
        )
    if not any(s.text("totalAgg") for s in shown):
        return ()
    cells: list[CellView] = []
    for number, s in enumerate(shown):
        known = [value for value in table.numbers(s.column.name) if value is not None]
        how = s.text("totalAgg")
        value = _AGGREGATES[how](known) if how and known else None
        text = format_value(value, s.text("fmt") or s.column.format, call.context.config.currency)
        cells.append(CellView(text if value is not None else ("Total" if number == 0 else "")))
    return tuple(cells)


DECLARATIONS = (
    Declaration(
        "DataTable",
        "The rows of a query as a table; with <Column> tags, only those columns.",
        (
            DATA,
            TITLE,
            Attr("subtitle", Kind.TEXT, "What exactly is shown."),
            Attr("rows", Kind.INTEGER, "Show at most so many rows; 0 for all.", default=0),
            Attr(
                "totals", Kind.DATA, "A query of one row with the totals, so that ratios are right."
            ),
            Attr("downloadable", Kind.FLAG, "Offer the rows as CSV.", default=False),
            Attr("search", Kind.FLAG, "Offer a search over the rows shown.", default=False),
            Attr("sort", Kind.FLAG, "Let readers sort by any column.", default=True),
        ),
        _data_table,
        "parts",
        example="<DataTable data={by_topic}/>",
    ),
    Declaration(
        "Column",
        "One column of a table.",
        (
            Attr("id", Kind.COLUMN, "Column of the query.", required=True),
            TITLE,
            FMT,
            Attr("fmtColumn", Kind.COLUMN, "Column that holds each row's format."),
            Attr(
                "align",
                Kind.CHOICE,
                "Alignment; numbers stand right by default.",
                choices=("left", "center", "right"),
            ),
            Attr(
                "contentType",
                Kind.CHOICE,
                "What is drawn in the cell.",
                choices=("bar", "delta", "status", "sparkline"),
            ),
            Attr(
                "totalAgg",
                Kind.CHOICE,
                "Total of an additive column.",
                choices=("sum", "min", "max"),
            ),
            Attr("linkColumn", Kind.COLUMN, "Column that holds the address of each row."),
            Attr("downIsGood", Kind.FLAG, "Whether a change downwards is good.", default=False),
            Attr(
                "downIsGoodColumn",
                Kind.COLUMN,
                "Column that says so for each row; null: neither is good.",
            ),
            Attr(
                "unjudged",
                Kind.FLAG,
                "Show changes without calling them good or bad.",
                default=False,
            ),
            Attr("description", Kind.TEXT, "Explanation shown on the head."),
        ),
        inside=("DataTable",),
        example="<Column id=contacts contentType=bar totalAgg=sum/>",
    ),
)
