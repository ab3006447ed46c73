"""What the site is told about the company, the night and the metrics it shows."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from reports.errors import Problem

KINDS = {".svg": "svg+xml", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg", ".webp": "webp"}
"""Pictures that a page may hold: ends of names, and their types."""


@dataclass(frozen=True)
class SiteConfig:
    """One company's site.

    Attributes:
        company: Name in the header and in titles.
        currency: ISO code of the company's currency; columns ending in `_amount` are in it.
        time_zone: Where the company's days begin; named beside the as-of date.
        as_of: Last complete day of the night; the site's only clock.
        due: When the next night's data should be here: tells a reader that a page is old.
        mission: What the company wants to be for its customers, in its own words.
        success: When it calls that reached.
        logo: An SVG or PNG file shown in the header, embedded in each page.
        accent: Colours in place of the theme's accent on light pages and on dark ones, as #rrggbb.
        images: Folder of pictures for pages; next to the pages by default.
        allowed_text: Texts that look like personal data but are not, such as a help desk's
            address.
        minimum_group: Customers that a group must hold to be told apart by a page's filters, or to
            be quoted.
        kept: Folder that keeps compiled questions from one night to the next.
        drawings: Folder that keeps drawn charts from one night to the next.
    """

    company: str
    currency: str
    time_zone: str
    as_of: date
    due: str = ""
    mission: str = ""
    success: str = ""
    logo: Path | None = None
    accent: tuple[str, str] | None = None
    images: Path | None = None
    allowed_text: tuple[str, ...] = ()
    minimum_group: int = 5
    kept: Path | None = None
    drawings: Path | None = None


@dataclass(frozen=True)
class SiteSummary:
    """What was written.

    Attributes:
        out: The site's folder.
        pages: Addresses of the pages, such as `loyalty/`.
        left_out: Pages without data, each with the reason.
        files: Number of files.
        size: Bytes of all files.
        queries: Number of queries that were run.
        charts: Number of charts that were drawn.
        warnings: What of the night's rows could not be shown as its page wants it.
    """

    out: Path
    pages: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...] = field(default=())
    files: int = 0
    size: int = 0
    queries: int = 0
    charts: int = 0
    warnings: tuple[Problem, ...] = ()
