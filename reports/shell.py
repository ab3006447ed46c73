"""What surrounds every page: navigation, freshness and quality badge, relative links."""

import posixpath
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from reports.config import SiteConfig
from reports.filters.page import LivePage
from reports.language.source import Page
from reports.rendering import fill, page_script, picture, style_sheet
from reports.titles import words

STATUS_ADDRESS = "status/"
_INTERNAL = re.compile(r'(\b(?:href|src)=")/([^"/][^"]*|)"')


@dataclass(frozen=True)
class Badge:
    """How fresh and how well checked the data is, in a few words."""

    tone: str
    sign: str
    text: str


@dataclass(frozen=True)
class NavItem:
    """One line of the navigation."""

    title: str
    address: str
    depth: int
    is_current: bool
    is_above: bool = False


@dataclass(frozen=True)
class PageView:
    """Everything the frame of a page shows."""

    title: str
    question: str
    description: str
    owner: str
    company: str
    time_zone: str
    due: str
    home: str
    logo: str
    status_page: str
    badge: Badge
    nav: tuple[NavItem, ...]
    body: Markup
    hide_title: bool
    full_width: bool
    style: Markup
    style_hash: str
    data: Markup
    script: Markup
    script_hash: str


@dataclass(frozen=True)
class Entry:
    """A page as the navigation knows it."""

    address: str
    title: str
    position: float


def entries(pages: Sequence[Page]) -> list[Entry]:
    """The pages to list: by folder, then by position, then by title; the status page last."""
    listed = [
        Entry(
            page.address,
            page.front.title,
            page.front.sidebar_position if page.front.sidebar_position is not None else 1e6,
        )
        for page in pages
        if page.front.sidebar_link and not page.front.each
    ]
    listed.append(Entry(STATUS_ADDRESS, "Data status", 1e9))
    return sorted(listed, key=lambda e: (_folder(e.address), e.address != "", e.position, e.title))


def _folder(address: str) -> str:
    parts = address.strip("/").split("/")
    return "/".join(parts[:-1])


def navigation(listed: Sequence[Entry], current: str) -> tuple[NavItem, ...]:
    """The navigation as seen from a page; folders without a page of their own are headings."""
    items: list[NavItem] = []
    addresses = {entry.address for entry in listed}
    headed: set[str] = set()
    for entry in listed:
        folder = _folder(entry.address)
        if folder and folder not in headed and f"{folder}/" not in addresses:
            headed.add(folder)
            items.append(NavItem(words(folder.split("/")[-1].replace("-", "_")), "", 0, False))  # noqa: FBT003
        is_current = entry.address == current
        is_above = current not in addresses and _is_above(entry.address, current)
        items.append(
            NavItem(
                entry.title,
                f"/{entry.address}",
                min(folder.count("/") + bool(folder), 2),
                is_current,
                is_above,
            )
        )
    return tuple(items)


def _is_above(address: str, current: str) -> bool:
    """Whether a page is the one under which an unlisted page is found."""
    return bool(address) and current.startswith(address)


def relative(target: str, address: str) -> str:
    """A link from a page to `/target`, that works from a file system and any folder of a host."""
    path, mark, fragment = target.partition("#")
    file = f"{path}index.html" if not path or path.endswith("/") else path
    start = address or "."
    return posixpath.relpath(file, start) + mark + fragment


def localise(html: str, address: str) -> str:
    """The page with every link that begins at the site's root made relative."""
    return _INTERNAL.sub(lambda match: f'{match[1]}{relative(match[2], address)}"', html)


def without_links(html: str, gone: Collection[str]) -> str:
    """The page without links to addresses that were left out: a link's words stay, as text."""
    if not gone:
        return html
    # A template that was left out has an address for every row.
    to = "|".join(
        re.sub(r"\\\[\w+\\\]", "[a-z0-9-]+", re.escape(escape(f"/{address}")))
        for address in sorted(gone)
    )
    link = rf'<a href="(?:{to})(?:#[^"]*)?">'
    html = re.sub(rf'<p class="big-link">{link}.*?</p>\n?', "", html, flags=re.DOTALL)
    return re.sub(rf"{link}(.*?)</a>", r"\1", html, flags=re.DOTALL)


def page_html(
    *, address: str, title: str, body: Markup, config: SiteConfig, badge: Badge,
    listed: Sequence[Entry], page: Page | None = None, gone: Collection[str] = (),
    live: LivePage | None = None,
) -> str:  # fmt: skip
    """The whole file of a page."""
    front = page.front if page else None
    style, digest = style_sheet(config.accent)
    has_filters = live is not None and live.has_filters and not live.is_empty
    script, script_digest = page_script(body, has_filters=has_filters)
    view = PageView(
        title=title,
        question=front.question if front else "",
        description=front.description if front else "",
        owner=front.owner if front else "",
        company=config.company,
        time_zone=config.time_zone,
        due=config.due,
        home="/",
        logo=picture(config.logo),
        status_page=f"/{STATUS_ADDRESS}",
        badge=badge,
        nav=navigation(listed, address),
        body=Markup(without_links(body, gone)),  # noqa: S704 - takes markup away, adds none
        hide_title=front.hide_title if front else False,
        full_width=front.full_width if front else False,
        style=style,
        style_hash=digest,
        data=Markup(live.data()) if live and has_filters else Markup(""),  # noqa: S704 - escaped
        script=script,
        script_hash=script_digest,
    )
    return localise(fill("page.html", view), address)
