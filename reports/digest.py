"""The overview as an e-mail: the sentence, the headline numbers, the findings, what to decide.

Read from the built page, so that the mail says what the site says; HTML with its styles inline,
and the same as text. Sending it is the company's business.
"""

from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from xml.etree import ElementTree

from reports.rendering import fill
from reports.site_scripts import take_scripts

LARGEST = 100_000
_TONES = {"good": "#0a6b41", "warn": "#8a5a00", "bad": "#b0261c", "muted": "#545d6d"}
Element = ElementTree.Element


@dataclass(frozen=True)
class Headline:
    """One headline number: title, value, and the lines below it, with the colour of its status."""

    title: str
    value: str
    lines: tuple[str, ...]
    colour: str


@dataclass(frozen=True)
class Digest:
    """What the mail says.

    Attributes:
        company: Whose overview it is.
        title: Title of the mail.
        verdict: The overview in a sentence.
        headlines: The headline numbers.
        findings: What changed, a sentence each.
        heads: Columns of what needs a decision.
        decisions: Rows of it.
        badge: How fresh and how well checked the data is.
        url: Where the site is read; empty where nobody told.
    """

    company: str
    title: str
    verdict: str
    headlines: tuple[Headline, ...]
    findings: tuple[str, ...]
    heads: tuple[str, ...]
    decisions: tuple[tuple[str, ...], ...]
    badge: str
    url: str = ""


def read_digest(overview: Path, *, company: str, url: str = "") -> Digest:
    """What a built overview says, in the order of the page."""
    html, _ = take_scripts(overview.read_text(encoding="utf-8"))
    page = ElementTree.fromstring(html)  # noqa: S314 - our own output, checked when it was built
    shown = _without_details(page)
    table = next(
        (one for one in _of(shown, "figure", "table") if not _of(one, "p", "chart-title")), None
    )
    badge = _of(page, "a", "badge")
    return Digest(
        company=company,
        title=f"{company}: customer experience",
        verdict=" ".join(_text(note) for note in _of(shown, "div", "note-callout")),
        headlines=tuple(_headline(one) for one in _of(shown, "div", "big-value")),
        findings=tuple(_text(one) for one in _of(shown, "p", "finding")),
        heads=tuple(_text(head) for head in table.iter("th") if head.get("scope") == "col")
        if table is not None
        else (),
        decisions=_rows(table) if table is not None else (),
        badge=_text(badge[0]) if badge else "",
        url=url,
    )


def as_message(digest: Digest) -> EmailMessage:
    """The mail, without sender, recipients and date: whoever sends it adds them.

    Raises:
        ValueError: It is too large to be read on a telephone.
    """
    message = EmailMessage()
    message["Subject"] = digest.title
    message.set_content(as_text(digest))
    message.add_alternative(str(fill("digest.html", digest)), subtype="html")
    message.set_boundary("cx-digest")
    if len(bytes(message)) > LARGEST:
        raise ValueError(f"the digest has {len(bytes(message)):,} bytes, more than {LARGEST:,}")
    return message


def as_text(digest: Digest) -> str:
    """The mail as plain text."""
    lines = [digest.title, "", digest.verdict, ""]
    lines += [f"{one.title}: {'; '.join((one.value, *one.lines))}" for one in digest.headlines]
    lines += ["", *(f"* {finding}" for finding in digest.findings)]
    if digest.decisions:
        lines += ["", "What needs a decision"]
        lines += [f"* {' | '.join(cells)}" for cells in digest.decisions]
    return "\n".join([*lines, "", digest.badge, digest.url]).rstrip() + "\n"


def _headline(element: Element) -> Headline:
    tone = next(
        (tone for tone in _TONES if f"edge-{tone}" in element.get("class", "").split()), "muted"
    )
    lines = tuple(filter(None, (_text(line) for line in _of(element, "p", "bv-line"))))
    title, value = (_text(_of(element, "p", name)[0]) for name in ("bv-title", "bv-value"))
    return Headline(title, value, lines, _TONES[tone])


def _rows(table: Element) -> tuple[tuple[str, ...], ...]:
    body = table.find(".//tbody")
    return tuple(tuple(_text(cell) for cell in row) for row in body) if body is not None else ()


def _without_details(page: Element) -> Element:
    """The page as it shows itself before anything is opened."""
    for parent in page.iter():
        for child in list(parent):
            if child.tag == "details":
                parent.remove(child)
    return page


def _of(element: Element, tag: str, name: str) -> list[Element]:
    return [one for one in element.iter(tag) if name in one.get("class", "").split()]


def _text(element: Element) -> str:
    """The words that are seen: without signs, definitions and those for screen readers alone."""

    def words(one: Element) -> str:
        is_hidden = "visually-hidden" in one.get("class", "") or one.get("role") == "tooltip"
        if is_hidden or one.tag == "svg":
            return ""
        inner = (one.text or "") + "".join(words(child) + (child.tail or "") for child in one)
        stands_apart = one.tag in ("p", "li", "div") or one.get("class") == "quiet"
        return f" {inner} " if stands_apart else inner

    return " ".join(words(element).split())
