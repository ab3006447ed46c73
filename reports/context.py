"""What components know while one page is rendered, and the functions its template may call."""

import csv
import hashlib
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeGuard

from jinja2.runtime import Undefined
from markupsafe import Markup

from reports.charts.draw import Charts
from reports.components.declare import Attr, Call, Declaration, Kind, convert
from reports.components.figure import unshown
from reports.config import SiteConfig
from reports.errors import NoRowError, PageError, RowsError
from reports.filters.page import LivePage
from reports.formats import format_value
from reports.metric_queries import Explanation, MetricInfo
from reports.tables import Cell, Column, Row, Table, source_of

# What can be drawn again when a filter changes.
FOLLOWING = ("Value", "BigValue", "DataTable", "LineChart", "BarChart", "ReferenceLine")

# A spreadsheet takes a cell that begins with one of these for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass
class PageContext:
    """The state of one page while it is rendered.

    Attributes:
        address: The page's address; ids and downloads are named after it.
        config: The site's configuration.
        components: What may be called.
        charts: Draws charts, remembering equal ones.
        fill: Fills a template of the components with a view.
        definitions: The metrics of the semantic layer by name.
        explain: What a metric is made of and its SQL; None without a semantic layer.
        events: What happened when, for time charts.
        downloads: Files to write beside the pages: path and text.
        live: The page's filters, if it has any.
        row_links: Addresses that rows lead to; a page may be missing there.
        warnings: What of the night's rows could not be shown, with the page's line.
        line: Line of the page that is being rendered.
    """

    address: str
    config: SiteConfig
    components: Mapping[str, Declaration]
    charts: Charts
    fill: Callable[[str, object], Markup]
    definitions: Mapping[str, MetricInfo] = field(default_factory=dict)
    explain: Callable[[str], Explanation] | None = None
    events: tuple[tuple[date, str], ...] = ()
    downloads: dict[str, str] = field(default_factory=dict)
    live: LivePage | None = None
    row_links: set[str] = field(default_factory=set)
    warnings: list[tuple[int, str]] = field(default_factory=list)
    line: int = 0
    columns: list[int] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _parts: list[list[Call]] = field(default_factory=list)

    def functions(self) -> dict[str, Callable[..., object]]:
        """The functions of the page's template."""
        return {"at": self.at, "show": self.show, "fmt": self.fmt, "component": self.component}

    def at(self, line: int) -> str:
        """Remember the line that follows; writes nothing."""
        self.line = line
        return ""

    def warn(self, message: str) -> None:
        """Count what of the night's rows could not be shown as the page wants it."""
        self.warnings.append((self.line, message))

    def row_of(self, table: Table, place: int) -> Row:
        """A row for the page's text; one of which nothing is known where there is none.

        Raises:
            NoRowError: The query found nothing. The overview, which always is, goes without.
        """
        try:
            return table[place]
        except RowsError as error:
            if isinstance(error, NoRowError) and self.address:
                raise
            self.warn(error.message)
            return table.unknown_row()

    def show(self, base: object, column: str) -> str:
        """A field of a row in its column's format."""
        if isinstance(base, Row):
            return self.write(base[column], source_of(base).column(column))
        raise PageError(f"'.{column}' is asked of something that is no row")

    def write(self, value: Cell, column: Column | None = None, code: str = "") -> str:
        """A value as text, in the given format or its column's."""
        code = code or (column.format if column else "")
        return format_value(value, code, self.config.currency)

    def fmt(self, value: object, code: str = "") -> str:
        """`fmt(value, 'usd0k')`."""
        if isinstance(value, Undefined):
            raise PageError("fmt() of a value that does not exist")
        return format_value(value, code, self.config.currency)

    def identifier(self, kind: str) -> str:
        """An id that is the same in every run."""
        self._numbers[kind] = self._numbers.get(kind, 0) + 1
        return f"{kind}-{self._numbers[kind]}"

    def component(
        self, name: str, /, caller: Callable[[], Markup] | None = None, **given: Any
    ) -> Markup:
        """Draw one component, its children first."""
        line = self.line
        declaration = self.components[name]
        values = {
            key: self._value(declaration.attribute(key), value, name)
            for key, value in given.items()
        }
        if self.live and name not in FOLLOWING and any(map(self.live.follows, values.values())):
            raise PageError(f"<{name}> cannot follow a filter; take live: true from its query")
        self._parts.append([])
        if name == "Grid":
            self.columns.append(int(values.get("cols", 2)))
        body = caller() if caller else Markup("")
        if name == "Grid":
            self.columns.pop()
        call = Call(declaration, values, self, body, tuple(self._parts.pop()))
        self.line = line
        if declaration.draw is None:
            self._parts[-1].append(call)
            return Markup("")
        try:
            if failed := next((v.failed for v in values.values() if _has_failed(v)), ""):
                raise RowsError(failed)
            return declaration.draw(call)
        except RowsError as error:
            if isinstance(error, NoRowError) and self.address:
                raise
            message = "; ".join(filter(None, (error.message, error.cure)))
            self.warn(f"<{name}>: {message}")
            return unshown(call, error)

    def _value(self, attribute: Attr, value: Any, component: str) -> Any:
        if isinstance(value, Undefined):
            raise PageError(f"attribute '{attribute.name}' of <{component}> has no value")
        if isinstance(value, Markup) and attribute.kind is not Kind.DATA:
            value = str(value.unescape())
        return convert(attribute, value, component)

    def download(
        self, table: Table, stem: str = "", columns: Sequence[Column] | None = None
    ) -> str:
        """Keep a table, or some columns of it, as a CSV file; its address from the root."""
        text = to_csv(table, columns)
        name = stem or table.name
        page = self.address.strip("/").replace("/", "-") or "index"
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        path = f"data/{page}-{name}-{digest}.csv"
        self.downloads[path] = text
        return f"/{path}"


def _has_failed(value: object) -> TypeGuard[Table]:
    return isinstance(value, Table) and bool(value.failed)


def to_csv(table: Table, columns: Sequence[Column] | None = None) -> str:
    """A table as CSV, with texts that a spreadsheet would run as formulas disarmed by a quote."""
    shown = table.columns if columns is None else columns
    places = [table.index[column.name] for column in shown]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_csv_cell(column.name) for column in shown)
    for record in table.records:
        writer.writerow(_csv_cell(record[place]) for place in places)
    return out.getvalue()


def _csv_cell(value: Cell) -> object:
    if isinstance(value, str) and value.lstrip(" ").startswith(_FORMULA):
        return f"'{value}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value
