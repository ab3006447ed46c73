"""Renders the site: reads pages, runs their queries, checks everything, swaps the result in.

Nothing is written until nothing is wrong: every problem of every page is collected first.
"""

import json
from collections.abc import Sequence, Set
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from reports.charts.engine import DrawingError
from reports.config import SiteConfig, SiteSummary
from reports.errors import NoRowError, Problem, SiteError, nearest
from reports.language.source import Page, read_page
from reports.making import PageMaker, Ready, stop_if
from reports.metric_fences import last_periods
from reports.queries import Metrics, Runner
from reports.semantic import SemanticLayer
from reports.shell import STATUS_ADDRESS, Entry, entries, page_html
from reports.site_check import check_site
from reports.status import badge, status_tables
from reports.status_page import status_ready
from reports.swap import MANIFEST, fresh_folder, swap_in, write_file
from reports.warehouse import has_rows, open_warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
    config = replace(config, images=config.images or pages.parent / "images")
    with ExitStack() as stack:
        connection = stack.enter_context(open_warehouse(warehouse, threads=1))
        if metrics is None and has_rows(connection, "semantic_manifest"):
            asked = stack.enter_context(open_warehouse(warehouse, threads=1, joins_as_written=True))
            metrics = SemanticLayer(asked, kept=config.kept)
        site = _start(connection, config, metrics)
        read, left_out = _read_all(site, connection, pages)
        if any("Chart" in page.body for page in read):
            site.charts.warm()
        status = status_tables(connection, allowed_text=config.allowed_text)
        night = badge(status, config.as_of)
        bodies = [made for page in read for made in _made(site, page, left_out)]
        bodies += _rendered(site, [status_ready(site, status)], left_out)
        bodies = _each_once(site, bodies)
        stop_if(site.problems)
    listed = entries([one.page for one, _ in bodies if one.page.address != STATUS_ADDRESS])
    gone = _leading_nowhere(site, bodies, {address for address, _ in left_out})
    new = fresh_folder(out)
    for one, body in bodies:
        html = page_html(
            address=one.page.address, title=one.page.front.title, body=body, config=config,
            badge=night, listed=listed, page=one.page, gone=gone, live=one.live,
        )  # fmt: skip
        write_file(new / one.page.address / "index.html", _with_drawings(site, one, html))
    for path, text in site.downloads.items():
        write_file(new / path, text)
    write_file(new / MANIFEST, _manifest(listed, config))
    stop_if(check_site(new, config.allowed_text, config.minimum_group))
    files = [file for file in new.rglob("*") if file.is_file()]
    size = sum(file.stat().st_size for file in files)
    swap_in(new, out)
    addresses = tuple(one.page.address for one, _ in bodies)
    return SiteSummary(
        out, addresses, tuple(left_out), len(files), size, site.runner.count,
        len(site.charts.drawings), (*site.runner.warnings, *site.warnings),
    )  # fmt: skip


def _made(
    site: PageMaker, page: Page, left_out: list[tuple[str, str]]
) -> list[tuple[Ready, Markup]]:
    """A page's bodies at once, so that its charts are drawn while the next page's queries run."""
    ready = site.prepare_all(page)
    return [] if site.problems else _rendered(site, ready, left_out)


def _with_drawings(site: PageMaker, one: Ready, html: str) -> str:
    try:
        return site.charts.filled(html)
    except DrawingError as error:
        raise SiteError([Problem(one.page.path, 0, f"a chart was not drawn: {error}")]) from error


def _rendered(
    site: PageMaker, ready: Sequence[Ready], left_out: list[tuple[str, str]]
) -> list[tuple[Ready, Markup]]:
    """The bodies of the pages that have data; the overview is never left out."""
    bodies: list[tuple[Ready, Markup]] = []
    for one in ready:
        known = dict(site.downloads)
        try:
            bodies.append((one, site.render(one)))
        except NoRowError as error:
            site.downloads = known
            left_out.append((one.page.address, error.message))
    return bodies


def _start(
    connection: "DuckDBPyConnection", config: SiteConfig, metrics: Metrics | None
) -> PageMaker:
    runner = Runner(
        connection,
        metrics,
        {
            "as_of": config.as_of,
            "month_end": last_periods("1 month", config.as_of)[1],
            "currency": config.currency,
            "company": config.company,
            "mission": config.mission,
            "success": config.success,
            "minimum_group": config.minimum_group,
        },
    )
    site = PageMaker(config, runner)
    if has_rows(connection, "events"):
        found = connection.execute(
            "select event_date, event_name from seeds.events where event_date <= ? order by all",
            [config.as_of],
        )
        site.events = tuple((day, str(name)) for day, name in found.fetchall())
    return site


def _read_all(
    site: PageMaker, connection: "DuckDBPyConnection", pages: Path
) -> tuple[list[Page], list[tuple[str, str]]]:
    shared = pages.parent / "queries"
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
    return read, left_out


def _each_once(
    site: PageMaker, bodies: Sequence[tuple[Ready, Markup]]
) -> list[tuple[Ready, Markup]]:
    """The pages without those that would be written over another one.

    That two files are one page is a mistake; a row makes way for a page that was there before it.
    """
    found: dict[str, tuple[Ready, Markup]] = {}
    for made in sorted(bodies, key=lambda made: bool(made[0].page.front.each)):
        page = made[0].page
        if page.address in found:
            problems = site.warnings if page.front.each else site.problems
            problems.append(Problem(page.path, 0, f"the address /{page.address} is taken"))
        found.setdefault(page.address, made)
    return [made for made in bodies if found[made[0].page.address] is made]


def _leading_nowhere(
    site: PageMaker, bodies: Sequence[tuple[Ready, Markup]], left_out: Set[str]
) -> Set[str]:
    """Addresses whose links become words: pages left out, and what rows lead to and is none."""
    pages = {one.page.address for one, _ in bodies} | left_out
    linked = {
        link.partition("#")[0].removeprefix("/") for link in site.row_links if link[:1] == "/"
    }
    gone = {
        address
        for address in linked
        if address not in pages and f"/{address}" not in site.downloads
    }
    site.warnings += [
        Problem("pages", 0, f"a row leads to /{address}, which is no page")
        for address in sorted(gone)
    ]
    return gone | left_out


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
            line = page.line_of("needs", table)
            problems.append(Problem(page.path, line, f"needs: there is no mart '{table}'{hint}"))
        elif not found:
            return f"{table} has no rows"
    return ""


def _manifest(listed: Sequence[Entry], config: SiteConfig) -> str:
    manifest = {
        "as_of": config.as_of.isoformat(),
        "pages": [[entry.address, entry.title, entry.position] for entry in listed],
    }
    return json.dumps(manifest, indent=1) + "\n"
