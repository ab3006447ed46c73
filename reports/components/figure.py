"""The figure around every drawing: title, words, legend, two widths, and the data behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.charts.model import Size
from reports.components.axis import date_format
from reports.components.declare import Call
from reports.components.live import register, written
from reports.errors import PageError
from reports.formats import format_value
from reports.tables import Column


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
    note: str = ""
    is_live: bool = False


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
    note: str = "",
    title: str = "",
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
        note: What of the rows is not drawn.
        title: What it says, where the tag has no title.
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
    table = call.table()
    view = ChartView(
        id=context.identifier("chart"),
        title=call.text("title") or title,
        subtitle=call.text("subtitle"),
        description=description,
        legend=legend,
        wide=wide,
        narrow=narrow,
        is_half=is_half,
        columns=tuple(column.title for column in table.columns),
        rows=tuple(
            tuple(_written(call, v, c) for v, c in zip(record, table.columns, strict=True))
            for record in table.records
        ),
        source=call.text("source"),
        as_of=format_value(context.config.as_of, "day"),
        csv=context.download(table),
        events=events,
        note=note,
        is_live=live is not None,
    )
    if live is not None:
        columns = [
            {"name": c.name, "format": written(call, _code(call, c), c)} for c in table.columns
        ]
        told = {**live, "height": height, "isHalf": is_half, "columns": columns}
        register(call, "chart", view.id, told)
    return context.fill("chart.html", view)


def empty(call: Call) -> Markup:
    """What stands in the place of a drawing without rows.

    Raises:
        PageError: The page says that no rows are an error.
    """
    if call.text("emptySet") == "error":
        raise PageError(f"query '{call.table().name}' of <{call.declaration.name}> has no rows")
    return call.context.fill("empty.html", EmptyView(call.text("title")))


def _written(call: Call, value: object, column: Column) -> str:
    return format_value(value, _code(call, column), call.context.config.currency)


def _code(call: Call, column: Column) -> str:
    """The format of a column in the table behind the drawing."""
    if column.name == call.given.get("x"):
        return str(call.given.get("xFmt") or "") or date_format(call, column)
    if column.name in (call.given.get("y") or ()):
        return str(call.given.get("yFmt") or "") or column.format
    return column.format
