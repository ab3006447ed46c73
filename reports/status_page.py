"""The status page: what it shows is `status.py`, here it is rendered, also by itself.

A stopped night renews this page and leaves the rest of the site as it is.
"""

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from markupsafe import Markup

from reports.config import SiteConfig
from reports.language.source import read_page
from reports.making import PageMaker, Ready, stop_if
from reports.queries import Runner
from reports.rendering import TEMPLATES
from reports.shell import STATUS_ADDRESS, Badge, Entry, page_html
from reports.status import StoppedNight, badge, built_as_of, status_tables
from reports.swap import MANIFEST, write_file
from reports.tables import Table
from reports.warehouse import open_warehouse


def status_ready(site: PageMaker, tables: dict[str, Table]) -> Ready:
    """The status page, compiled and checked."""
    page, problems = read_page(TEMPLATES / "status.md", TEMPLATES, TEMPLATES)
    site.problems += problems
    return site.prepare(replace(page, address=STATUS_ADDRESS), tables)


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
        tables = status_tables(connection, stopped, config.allowed_text)
        site = PageMaker(config, Runner(connection, None, {}))  # type: ignore[arg-type]
        ready = status_ready(site, tables)
        stop_if(site.problems)
        body = site.render(ready)
        stop_if(site.problems)
        night = badge(tables, config.as_of if known else None)
    file = out / STATUS_ADDRESS / "index.html"
    for path, text in site.downloads.items():
        write_file(out / path, text)
    _replace(file, _status_html(ready, body, config, night, out))
    if not (out / "index.html").exists():
        _replace(out / "index.html", _status_html(ready, body, config, night, out, address=""))
    return file


def _status_html(
    ready: Ready,
    body: Markup,
    config: SiteConfig,
    night: Badge,
    out: Path,
    address: str = STATUS_ADDRESS,
) -> str:
    manifest = out / MANIFEST
    listed = [Entry(STATUS_ADDRESS, ready.page.front.title, 0)]
    if manifest.is_file():
        listing = json.loads(manifest.read_text(encoding="utf-8"))
        listed = [Entry(*entry) for entry in listing["pages"]]
    return page_html(
        address=address, title=ready.page.front.title, body=body, config=config, badge=night,
        listed=listed, page=ready.page,
    )  # fmt: skip


def _replace(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.new")
    fresh.write_text(text, encoding="utf-8", newline="")
    fresh.replace(file)
