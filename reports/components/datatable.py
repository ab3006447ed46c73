"""Tables: formats, alignment, bars, changes, statuses and trends in cells, honest totals."""

from dataclasses import dataclass, replace

from markupsafe import Markup

from reports.components.attributes import DATA, FMT, TITLE
from reports.components.cells import CellView, Shown, cell_of, status_columns, total_of
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import EmptyView
from reports.components.folding import BELOW, VALUE, places_on_a_phone
from reports.components.live import is_live, live_change, refuse, register, written
from reports.errors import PageError
from reports.tables import Cell, Row, Table

# A text of more characters is broken into lines.
PROSE = 24


@dataclass(frozen=True)
class HeadView:
    """One column's head."""

    title: str
    align: str
    style: str
    definition: str = ""
    is_prose: bool = False
    place: str = ""

    @property
    def below(self) -> str:
        """The title before a cell that stands below its row on a phone; empty for none."""
        return self.title if self.place in (BELOW, VALUE) else ""


@dataclass(frozen=True)
class GroupView:
    """Rows under a heading of their own; a table without groups has one, without a heading."""

    title: str
    rows: tuple[tuple[CellView, ...], ...]
    total: tuple[CellView, ...]


@dataclass(frozen=True)
class TableView:
    """A table on the page."""

    id: str
    title: str
    subtitle: str
    heads: tuple[HeadView, ...]
    groups: tuple[GroupView, ...]
    total: tuple[CellView, ...]
    note: str
    csv: str
    is_live: bool = False
    is_sortable: bool = False
    has_search: bool = False
    folds: bool = False


def _data_table(call: Call) -> Markup:
    table = call.table()
    if not table:
        return call.context.fill(
            "empty.html", EmptyView(call.text("title") or call.text("subtitle"))
        )
    shown = _columns(call, table)
    rows = list(table)
    limit = int(call.value("rows"))
    kept = rows[:limit] if limit else rows
    note = (
        f"The first {limit} of {len(rows):,} rows; all are in the CSV."
        if len(rows) > len(kept)
        else ""
    )
    groups = _groups(call, shown, kept, rows)
    heads = _heads(call, shown, groups)
    view = TableView(
        id=call.context.identifier("table"),
        title=call.text("title"),
        subtitle=call.text("subtitle"),
        heads=heads,
        groups=groups,
        total=total_of(call, shown, rows, _first(call.given.get("totals"))),
        note=note,
        csv=_csv(call, shown) if call.flag("downloadable") or note else "",
        is_live=is_live(call),
        is_sortable=len(kept) > 1 and call.flag("sort"),
        has_search=call.flag("search"),
        folds=any(head.place for head in heads),
    )
    if view.is_live:
        plain = f"By {heads[0].title[:1].lower()}{heads[0].title[1:]}"
        columns = [
            {**column, "below": head.below, "place": head.place}
            for column, head in zip(_live(call, shown), heads, strict=True)
        ]
        part = {"rows": limit, "columns": columns, "plainTitle": plain}
        register(call, "table", view.id, part)
    return call.context.fill("table.html", view)


def _csv(call: Call, shown: list[Shown]) -> str:
    """The rows as a file: the columns that are shown, and nothing that the page keeps to itself."""
    group = call.column("groupBy")
    columns = [*([group] if group else []), *(one.column for one in shown)]
    named = {column.name: column for column in columns}
    return call.context.download(call.table(), columns=list(named.values()))


def _heads(call: Call, shown: list[Shown], groups: tuple[GroupView, ...]) -> tuple[HeadView, ...]:
    """The heads of all columns, with where each stands on a phone."""
    heads = [_head(call, one) for one in shown]
    rows = [row for group in groups for row in group.rows]
    places = places_on_a_phone(
        [head.title for head in heads], rows, [head.is_prose for head in heads]
    )
    return tuple(replace(head, place=place) for head, place in zip(heads, places, strict=True))


def _head(call: Call, shown: Shown) -> HeadView:
    """A column's head; a metric brings its definition along."""
    known = call.context.definitions.get(shown.column.name)
    return HeadView(
        shown.text("title") or shown.column.title,
        shown.align,
        shown.kind,
        shown.text("description") or (known.description if known else ""),
        _is_prose(call.table(), shown),
    )


def _is_prose(table: Table, shown: Shown) -> bool:
    """Whether a column's texts are long enough to be broken into lines, on a phone too."""
    if shown.kind or shown.column.is_number or shown.column.is_date:
        return False
    return any(len(str(value)) > PROSE for value in table.values(shown.column.name))


def _groups(
    call: Call, shown: list[Shown], rows: list[Row], every: list[Row]
) -> tuple[GroupView, ...]:
    """The rows by the column of groups, each with a total where one is given.

    A total is of every row of its group, as the one below the table is, also where fewer are shown.
    """
    table, group = call.table(), call.column("groupBy")

    def cells(members: list[Row]) -> tuple[tuple[CellView, ...], ...]:
        return tuple(tuple(cell_of(call, one, row, table) for one in shown) for row in members)

    if group is None:
        return (GroupView("", cells(rows), ()),)
    given = call.given.get("groupTotals")
    totals = {row[group.name]: row for row in given} if isinstance(given, Table) else {}
    members: dict[Cell, list[Row]] = {}
    for row in rows:
        members.setdefault(row[group.name], []).append(row)
    return tuple(
        GroupView(
            call.context.write(name, group),
            cells(own),
            total_of(
                call,
                shown,
                [row for row in every if row[group.name] == name],
                totals.get(name),
                "Together",
            )
            if totals or call.flag("subtotals")
            else (),
        )
        for name, own in members.items()
    )


def _first(table: object) -> Row | None:
    return table[0] if isinstance(table, Table) and table else None


def _columns(call: Call, table: Table) -> list[Shown]:
    if not call.parts:
        return [Shown(column, None) for column in table.columns]
    names = [part.text("id") for part in call.parts]
    if twice := [name for name in names if names.count(name) > 1]:
        raise PageError(f"<Column id={twice[0]}> stands twice in one table")
    return [Shown(table.column(part.text("id")), part) for part in call.parts]


def _live(call: Call, shown: list[Shown]) -> list[dict[str, object]]:
    """What the page's script needs to write the rows again."""
    refuse(call, ("totals", "groupBy"))
    columns: list[dict[str, object]] = []
    for one in shown:
        if one.part:
            refuse(one.part, ("fmtColumn", "linkColumn", "downIsGoodColumn", "totalAgg"))
        sorts = "number" if one.column.is_number else "date" if one.column.is_date else ""
        shape = {"name": one.column.name, "kind": one.kind, "align": one.align}
        column = {**shape, "sorts": sorts, "isProse": _is_prose(call.table(), one)}
        if one.kind == "delta" and one.part:
            change = live_change(one.part, one.column, one.text("fmt"))
            status = next(iter(status_columns(call)), None)
            columns.append({**column, **change, "status": status, "verdict": one.text("verdict")})
        elif one.kind in ("sparkline", "colorscale", "goal"):
            raise PageError(f"a {one.kind} in a cell cannot follow a filter")
        else:
            columns.append({**column, "format": written(call, one.text("fmt"), one.column)})
    return columns


DECLARATIONS = (
    Declaration(
        "DataTable",
        "The rows of a query as a table; with <Column> tags, only those columns. On a phone what "
        "does not fit stands below its row with its title: columns without a word, long texts, "
        "small lines, then those furthest right. Name first what matters most.",
        (
            DATA,
            TITLE,
            Attr("subtitle", Kind.TEXT, "What exactly is shown."),
            Attr("rows", Kind.INTEGER, "Show at most so many rows; 0 for all.", default=0, least=0),
            Attr(
                "totals", Kind.DATA, "A query of one row with the totals, so that ratios are right."
            ),
            Attr("groupBy", Kind.COLUMN, "Column whose values become headings over their rows."),
            Attr(
                "groupTotals", Kind.DATA, "A query of one row per group, so that ratios are right."
            ),
            Attr(
                "subtotals", Kind.FLAG, "Add up the columns with totalAgg by group.", default=False
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
                "What is drawn in the cell; a goal is a number without needless decimals.",
                choices=("bar", "delta", "status", "sparkline", "colorscale", "goal"),
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
            Attr(
                "verdict",
                Kind.COLUMN,
                "Column of the semantic layer's verdict; a change within noise is neither.",
            ),
            Attr("description", Kind.TEXT, "Explanation of the head; its metric's by default."),
        ),
        inside=("DataTable",),
        example="<Column id=contacts contentType=bar totalAgg=sum/>",
    ),
)
