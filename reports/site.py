"""Renders the site: reads pages, runs their queries, checks everything, swaps the result in.

Nothing is written until nothing is wrong: every problem of every page is collected first.
"""

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from reports.charts.draw import Charts
from reports.components.registry import COMPONENTS
from reports.config import SiteConfig, SiteSummary
from reports.context import PageContext
from reports.errors import PageError, Problem, SiteError, nearest
from reports.formats import format_value
from reports.language.check import Checker
from reports.language.compile import Compiler
from reports.language.sandbox import sandbox
from reports.language.source import Page, read_page
from reports.queries import Metrics, Runner
from reports.rendering import TEMPLATES, fill
from reports.shell import STATUS_ADDRESS, Badge, Entry, entries, page_html
from reports.site_check import check_site
from reports.status import StoppedNight, badge, built_as_of, status_tables
from reports.swap import fresh_folder, swap_in
from reports.tables import Table
from reports.warehouse import has_rows, open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_MANIFEST = "site.json"


@dataclass(frozen=True)
class _Ready:
    """A page without mistakes, ready to be rendered."""

    page: Page
    template: str
    tables: dict[str, Table]


@dataclass
class _Site:
    """The state of one rendering."""

    config: SiteConfig
    runner: Runner
    charts: Charts = field(default_factory=Charts)
    events: tuple[tuple[object, str], ...] = ()
    problems: list[Problem] = field(default_factory=list)
    downloads: dict[str, str] = field(default_factory=dict)

    def environment(self) -> ImmutableSandboxedEnvironment:
        return sandbox(lambda value: format_value(value, "", self.config.currency))

    def prepare(self, page: Page, given: dict[str, Table] | None = None) -> _Ready:
        """Compile and check one page; problems are kept."""
        tables, mistakes = self.runner.run_all(page.queries)
        tables |= given or {}
        compiler = Compiler(page.path, COMPONENTS)
        template = compiler.compile(page.body)
        found = [*mistakes, *compiler.problems]
        if not found:
            found = Checker(page.path, tables, COMPONENTS).check(self.environment(), template)
        self.problems += found
        return _Ready(page, template, tables)

    def render(self, ready: _Ready) -> Markup:
        """The body of a page."""
        context = PageContext(
            ready.page.address, self.config, COMPONENTS, self.charts, fill,
            definitions=self.definitions(), events=self.events, downloads=self.downloads,  # type: ignore[arg-type]
        )  # fmt: skip
        try:
            template = self.environment().from_string(ready.template, globals=context.functions())
            return Markup(template.render(ready.tables))  # noqa: S704 - escaped by the sandbox
        except PageError as error:
            message = error.message
        except Exception as error:
            message = f"{type(error).__name__}: {error}"
        self.problems.append(Problem(ready.page.path, context.line, message))
        return Markup("")

    def definitions(self) -> dict[str, object]:
        return (
            {metric.name: metric for metric in self.runner.metrics.metrics()}
            if self.runner.metrics
            else {}
        )


def render_site(
    *, pages: Path, warehouse: Path, out: Path, config: SiteConfig, metrics: Metrics | None = None
) -> SiteSummary:
    """Render every page of a folder into a site.

    Args:
        pages: Folder of the pages.
        warehouse: The published file.
        out: The site's folder; replaced as a whole.
        config: The company and the night.
        metrics: The semantic layer; the warehouse's own by default.

    Raises:
        SiteError: Something is wrong; nothing was written.
    """
    with ExitStack() as stack:
        connection = stack.enter_context(open_warehouse(warehouse))
        site = _start(connection, config, metrics)
        read, left_out = _read_all(site, connection, pages)
        if any("Chart" in page.body for page in read):
            site.charts.warm()
        status = status_tables(connection)
        night = badge(status, config.as_of)
        listed = entries(read)
        ready = [site.prepare(page) for page in read]
        ready.append(_status_ready(site, status))
        _stop_if(site.problems)
        bodies = [(one, site.render(one)) for one in ready]
        _stop_if(site.problems)
    new = fresh_folder(out)
    for one, body in bodies:
        html = page_html(
            address=one.page.address, title=one.page.front.title, body=body, config=config,
            badge=night, listed=listed, page=one.page,
        )  # fmt: skip
        _write(new / one.page.address / "index.html", html)
    for path, text in site.downloads.items():
        _write(new / path, text)
    _write(new / _MANIFEST, _manifest(listed, config))
    _stop_if(check_site(new, config.allowed_text))
    files = [file for file in new.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    swap_in(new, out)
    addresses = tuple(one.page.address for one in ready)
    return SiteSummary(
        out, addresses, tuple(left_out), len(files), size, site.runner.count, len(site.charts.drawn)
    )


def _start(connection: "DuckDBPyConnection", config: SiteConfig, metrics: Metrics | None) -> _Site:
    if metrics is None and has_rows(connection, "semantic_manifest"):
        from reports.semantic import SemanticLayer

        metrics = SemanticLayer(connection)
    runner = Runner(
        connection,
        metrics,
        {"as_of": config.as_of, "currency": config.currency, "company": config.company},
    )
    site = _Site(config, runner)
    if has_rows(connection, "events"):
        found = connection.execute(
            "select event_date, event_name from seeds.events where event_date <= ? order by all",
            [config.as_of],
        )
        site.events = tuple((day, str(name)) for day, name in found.fetchall())
    return site


def _read_all(
    site: _Site, connection: "DuckDBPyConnection", pages: Path
) -> tuple[list[Page], list[tuple[str, str]]]:
    shared = site.config.queries or pages.parent / "queries"
    read: list[Page] = []
    left_out: list[tuple[str, str]] = []
    for file in sorted(pages.rglob("*.md")):
        page, problems = read_page(file, pages, shared)
        site.problems += problems
        if reason := _reason_to_leave_out(page, connection, site.problems):
            left_out.append((page.address, reason))
        else:
            read.append(page)
    if not read and not left_out:
        site.problems.append(Problem(pages.name, 0, "there are no pages (*.md) in this folder"))
    addresses = [page.address for page in read]
    site.problems += [
        Problem(page.path, 0, f"the address /{page.address} is taken by another page")
        for page in read
        if addresses.count(page.address) > 1 or page.address == STATUS_ADDRESS
    ]
    return read, left_out


def _reason_to_leave_out(
    page: Page, connection: "DuckDBPyConnection", problems: list[Problem]
) -> str:
    for table in page.front.needs:
        found = has_rows(connection, table)
        if found is None:
            names = connection.execute(
                "select table_name from information_schema.tables where table_schema = 'marts'"
            ).fetchall()
            hint = nearest(table, [name for (name,) in names])
            problems.append(Problem(page.path, 1, f"needs: there is no mart '{table}'{hint}"))
        elif not found:
            return f"{table} has no rows"
    return ""


def _status_ready(site: _Site, tables: dict[str, Table]) -> _Ready:
    page, problems = read_page(TEMPLATES / "status.md", TEMPLATES, TEMPLATES)
    site.problems += problems
    return site.prepare(replace(page, address=STATUS_ADDRESS), tables)


def _manifest(listed: Sequence[Entry], config: SiteConfig) -> str:
    told = {
        "as_of": config.as_of.isoformat(),
        "pages": [[entry.address, entry.title, entry.position] for entry in listed],
    }
    return json.dumps(told, indent=1) + "\n"


def render_status(
    *, out: Path, warehouse: Path, config: SiteConfig, stopped: StoppedNight | None = None
) -> Path:
    """Renew the status page alone: a stopped night leaves the rest of the site as it is.

    Args:
        out: The site's folder; made if the first night never published.
        warehouse: The published file, which may not exist yet.
        config: The company; its `as_of` gives way to the published warehouse's own.
        stopped: What stopped, where and why.

    Returns:
        The file that was written.
    """
    with ExitStack() as stack:
        known = warehouse.is_file()
        connection = stack.enter_context(open_warehouse(warehouse)) if known else None
        if connection is not None:
            config = replace(config, as_of=built_as_of(connection) or config.as_of)
        tables = status_tables(connection, stopped)
        site = _Site(config, Runner(connection, None, {}))  # type: ignore[arg-type]
        ready = _status_ready(site, tables)
        _stop_if(site.problems)
        body = site.render(ready)
        _stop_if(site.problems)
        night = badge(tables, config.as_of if known else None)
    file = out / STATUS_ADDRESS / "index.html"
    for path, text in site.downloads.items():
        _write(out / path, text)
    _replace(file, _status_html(ready, body, config, night, out))
    if not (out / "index.html").exists():
        _replace(out / "index.html", _status_html(ready, body, config, night, out, address=""))
    return file


def _status_html(
    ready: _Ready,
    body: Markup,
    config: SiteConfig,
    night: Badge,
    out: Path,
    address: str = STATUS_ADDRESS,
) -> str:
    manifest = out / _MANIFEST
    listed = [Entry(STATUS_ADDRESS, ready.page.front.title, 0)]
    if manifest.is_file():
        told = json.loads(manifest.read_text(encoding="utf-8"))
        listed = [Entry(*entry) for entry in told["pages"]]
    return page_html(
        address=address, title=ready.page.front.title, body=body, config=config, badge=night,
        listed=listed, page=ready.page,
    )  # fmt: skip


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def _replace(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(file)


def _stop_if(problems: Sequence[Problem]) -> None:
    if problems:
        raise SiteError(problems)
