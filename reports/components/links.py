"""Links and downloads; an address from data may lead only where a link may lead."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from reports.components.attributes import DATA
from reports.components.declare import Attr, Call, Declaration, Kind


def safe_address(address: str) -> str:
    """The address if it is a page of the site or an ordinary web address, else nothing."""
    cleaned = address.strip()
    if any(ord(mark) < 33 for mark in cleaned) or "\\" in cleaned:
        return ""
    try:
        parts = urlsplit(cleaned)
    except ValueError:
        return ""
    if parts.scheme in ("http", "https") and parts.netloc:
        return cleaned
    if (
        not parts.scheme
        and not parts.netloc
        and cleaned.startswith(("/", "#"))
        and not cleaned.startswith("//")
    ):
        return cleaned
    return ""


@dataclass(frozen=True)
class LinkView:
    """A link."""

    address: str
    label: str
    description: str


def _link(call: Call) -> Markup:
    view = LinkView(safe_address(call.text("url")), call.text("label") or call.text("url"), "")
    return call.context.fill("link.html", view)


def _big_link(call: Call) -> Markup:
    label = call.text("label") or call.text("url")
    view = LinkView(safe_address(call.text("url")), label, call.text("description"))
    return call.context.fill("big_link.html", view)


@dataclass(frozen=True)
class DownloadView:
    """A CSV file."""

    address: str
    label: str
    rows: str


def _download(call: Call) -> Markup:
    table = call.table()
    address = call.context.download(table, call.text("queryID"))
    return call.context.fill(
        "download.html", DownloadView(address, call.text("text"), f"{len(table):,} rows")
    )


_URL = Attr("url", Kind.TEXT, "A page such as /loyalty/, or a web address.", required=True)
_LABEL = Attr("label", Kind.TEXT, "Words of the link.")
DECLARATIONS = (
    Declaration(
        "Link",
        "A link within a sentence.",
        (_URL, _LABEL),
        _link,
        is_inline=True,
        example='<Link url=/support/ label="Support"/>',
    ),
    Declaration(
        "BigLink",
        "A link that stands by itself.",
        (_URL, _LABEL, Attr("description", Kind.TEXT, "What the reader finds there.")),
        _big_link,
        example='<BigLink url=/support/ label="Support"/>',
    ),
    Declaration(
        "DownloadData",
        "The rows of a query as a CSV file that a spreadsheet opens safely.",
        (
            DATA,
            Attr("text", Kind.TEXT, "Words of the link.", default="Download as CSV"),
            Attr("queryID", Kind.TEXT, "Name of the file; the query's by default."),
        ),
        _download,
        is_inline=True,
        example="<DownloadData data={by_month}/>",
    ),
)
