"""The figure around every drawing: title, words, legend, two widths, and the data behind it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.charts.model import Size
from reports.components.axis import date_format
from reports.components.declare import Call
from reports.components.live import register, written
from reports.errors import PageError, RowsError
from reports.formats import format_value
from reports.tables import Column, Table


@dataclass(frozen=True)
class LegendItem:
    """One colour and its name."""

    colour: str
    title: str


@dataclass(frozen=True)
class ChartView:
    """A chart on the page: drawings for wide and narrow, words, and the data."""

    id: str
    title: str
    subtitle: str
    description: str
    legend: tuple[LegendItem, ...]
    wide: Markup
    narrow: Markup
    is_half: bool
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    source: str
    as_of: str
    csv: str
    events: str = ""
    marks: str = ""
    note: str = ""
    is_live: bool = False
    alert: str = ""


@dataclass(frozen=True)
class EmptyView:
    """A chart or table whose query found nothing."""

    title: str


def figure(
    call: Call,
    spec: Callable[[Size], dict[str, Any]],
    description: str,
    *,
    height: int,
    legend: tuple[LegendItem, ...] = (),
    keeps_height: bool = False,
    live: dict[str, Any] | None = None,
    events: str = "",
    marks: str = "",
    note: str = "",
    title: str = "",
    behind: Table | None = None,
) -> Markup:
    """A drawing at two widths with everything around it.

    Args:
        call: The tag; has data, title, subtitle, source.
        spec: The specification at a size.
        description: The drawing in words.
        height: Of the drawing, in pixels.
        legend: Colours and their names.
        keeps_height: The narrow drawing is as tall as the wide one.
        live: What the page's script needs to draw it again when a filter changes.
        events: What happened when, in words, for drawings without room for it.
        marks: What a sign in the drawing stands for.
        note: What of the rows is not drawn.
        title: What it says, where the tag has no title.
        behind: The rows behind it, where they hold more than the tag's.
    """
    context = call.context
    is_half = bool(context.columns) and context.columns[-1] > 1
    sizes = (
        Size(500 if is_half else 900, height),
        Size(340, height if keeps_height else min(height, 260), is_narrow=True),
    )
    wide, narrow = (
        context.charts.svg(spec(size), style)
        for size, style in zip(sizes, ("plot-wide", "plot-narrow"), strict=True)
    )
    table = behind or call.table()
    columns = table.columns if behind else _shown(call, table)
    view = ChartView(
        id=context.identifier("chart"),
        title=call.text("title") or title,
        subtitle=call.text("subtitle"),
        description=description,
        legend=legend,
        wide=wide,
        narrow=narrow,
        is_half=is_half,
        columns=_titles(call, columns),
        rows=_rows(call, table, columns),
        source=call.text("source"),
        as_of=format_value(context.config.as_of, "day"),
        csv=context.download(table),
        events=events,
        marks=marks,
        note=note,
        is_live=live is not None,
    )
    if live is not None:
        told = [{"name": c.name, "format": written(call, _code(call, c), c)} for c in columns]
        part = {**live, "height": height, "isHalf": is_half, "columns": told}
        register(call, "chart", view.id, part)
    return context.fill("chart.html", view)


def empty(call: Call) -> Markup:
    """What stands in the place of a drawing without rows.

    Raises:
        PageError: The page says that no rows are an error.
    """
    if call.text("emptySet") == "error":
        raise PageError(f"query '{call.table().name}' of <{call.declaration.name}> has no rows")
    return call.context.fill("empty.html", EmptyView(call.text("title") or call.text("subtitle")))


def unshown(call: Call, error: RowsError) -> Markup:
    """What stands in the place of something whose rows cannot be shown: why, and the rows.

    Of a table only the columns that it shows; of values, sentences and comments nothing.
    """
    if call.declaration.is_inline:
        return Markup("<span>–</span>")
    context, table = call.context, call.given.get("data")
    is_chart, is_table = call.has_attribute("source"), call.declaration.name == "DataTable"
    columns: Sequence[Column] = ()
    if isinstance(table, Table) and table and (is_chart or is_table):
        names = [part.text("id") for part in call.parts] if is_table else []
        columns = [table.column(name) for name in names] or table.columns
    view = ChartView(
        id=context.identifier("chart"),
        title=call.text("title") if call.has_attribute("title") else "",
        subtitle="",
        description="what is not shown",
        legend=(),
        wide=Markup(),
        narrow=Markup(),
        is_half=False,
        columns=tuple(column.title for column in columns),
        rows=_rows(call, call.table(), columns) if columns else (),
        source="",
        as_of=format_value(context.config.as_of, "day"),
        csv=context.download(call.table()) if columns and is_chart else "",
        alert=error.message,
    )
    return context.fill("chart.html", view)


def _shown(call: Call, table: Table) -> Sequence[Column]:
    """The columns that are drawn, each with its interval and what it is based on.

    The download holds whatever the query found.
    """
    drawn = {name for part in (call, *call.parts) for name in part.named_columns()}
    drawn |= _series_titles(call).keys()
    beside = {f"{name}_{end}" for name in drawn for end in ("n", "low", "high")}
    return [column for column in table.columns if column.name in drawn | beside]


def series_names(call: Call) -> list[str]:
    """The names that a tag gives its series, in their order."""
    names = call.text("seriesNames") if call.has_attribute("seriesNames") else ""
    return [name.strip() for name in names.split(",") if name.strip()]


def _titles(call: Call, columns: Sequence[Column]) -> tuple[str, ...]:
    """Above each column what the drawing calls it, or else its title.

    Of what stands beside a lone measure only what it is.
    """
    titles = [column.title for column in columns]
    measures = {title for title in titles for other in titles if other.startswith(f"{title}, ")}
    if len(measures) == 1:
        (measure,) = measures
        titles = [title.removeprefix(f"{measure}, ") for title in titles]
    drawn = _series_titles(call)
    told = (drawn.get(c.name) or title for c, title in zip(columns, titles, strict=True))
    return tuple(title[:1].upper() + title[1:] for title in told)


def _series_titles(call: Call) -> dict[str, str]:
    """Columns that are a series each, and what the tag calls them; empty where it does not."""
    parts = (part for part in call.parts if part.declaration.name in ("Bar", "Line"))
    titles = {part.text("y"): part.text("title") for part in parts}
    if not call.given.get("series"):  # else the names are of groups
        titles |= zip(call.given.get("y") or (), series_names(call), strict=False)
    return titles


def _rows(call: Call, table: Table, columns: Sequence[Column]) -> tuple[tuple[str, ...], ...]:
    """The rows behind a drawing as written; as many as a table shows."""
    limit = int(call.value("rows") or 0) if call.has_attribute("rows") else 0
    places = [table.index[column.name] for column in columns]
    return tuple(
        tuple(
            _written(call, record[place], column)
            for place, column in zip(places, columns, strict=True)
        )
        for record in table.records[: limit or None]
    )


def _written(call: Call, value: object, column: Column) -> str:
    return format_value(value, _code(call, column), call.context.config.currency)


def _code(call: Call, column: Column) -> str:
    """The format of a column in the table behind the drawing."""
    if column.name == call.given.get("x"):
        return str(call.given.get("xFmt") or "") or date_format(call, column)
    if column.name in (call.given.get("y") or ()):
        return str(call.given.get("yFmt") or "") or column.format
    return column.format
