"""Reads a finished site as its readers will, before anyone sees it.

HTML must be whole, links must lead somewhere, ids must be unique, nothing may run but the site's
own script, nothing may be loaded from elsewhere, no text may look like personal data, and no
group of a filter may be too small.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree

from reports.account_numbers import account_numbers
from reports.card_numbers import card_numbers
from reports.errors import Problem
from reports.site_scripts import check_scripts, take_scripts

_FORM_OF_ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}\b")
PERSONAL: dict[str, Callable[[str], object]] = {
    "an e-mail address": re.compile(
        r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]*[a-z]", re.IGNORECASE
    ).search,
    "a telephone number": re.compile(
        r"(?<![\w.])(?:\+|00)[1-9]\d{0,2}[\s(.-]{0,2}\d(?:[\s().-]?\d){6,12}(?!\w)"
    ).search,
    # One that is right, or that would be with other check digits.
    "a bank account": lambda text: (
        next(account_numbers(text), None) or _FORM_OF_ACCOUNT.search(text)
    ),
    "a payment card": lambda text: next(card_numbers(text), None),
}
_LOADING = {"script", "iframe", "object", "embed", "link", "base", "form", "audio", "video"}


def check_site(
    site: Path, allowed_text: Sequence[str] = (), minimum_group: int = 1
) -> list[Problem]:
    """Every problem of the files of a site.

    Args:
        site: Its folder.
        allowed_text: Texts that look like personal data but are not.
        minimum_group: Customers that every group of a page's filters must hold.
    """
    problems: list[Problem] = []
    anchors: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for file in sorted(site.rglob("*")):
        if not file.is_file():
            continue
        name = file.relative_to(site).as_posix()
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".html":
            text, scripts = take_scripts(text)
            problems += [
                Problem(name, 0, message) for message in check_scripts(scripts, text, minimum_group)
            ]
            found, ids, targets, text = _check_page(text, name)
            text += "".join(script.text for script in scripts if script.is_data)
            problems += found
            anchors[file] = ids
            links += [(file, target) for target in targets]
        problems += [Problem(name, 0, message) for message in personal_data(text, allowed_text)]
    problems += _broken_links(site, anchors, links)
    return problems


def _check_page(text: str, name: str) -> tuple[list[Problem], set[str], list[str], str]:
    try:
        root = ElementTree.fromstring(text)  # noqa: S314 - our own output, no entities
    except ElementTree.ParseError as error:
        line = error.position[0]
        near = text.split("\n")[line - 1][max(error.position[1] - 40, 0) :][:80]
        return (
            [Problem(name, line, f"the HTML is not well-formed near '{near}': {error.msg}")],
            set(),
            [],
            "",
        )
    problems: list[Problem] = []
    ids: set[str] = set()
    links: list[str] = []
    for element in root.iter():
        tag = element.tag.rsplit("}", 1)[-1]
        if tag in _LOADING:
            problems.append(Problem(name, 0, f"<{tag}> has no place on a page"))
        for key, value in element.attrib.items():
            if key == "id" and value in ids:
                problems.append(Problem(name, 0, f"id '{value}' is used twice"))
            if key == "id":
                ids.add(value)
            elif key == "href" and tag == "a":
                links.append(value)
            elif key == "src" and not value.startswith("data:"):
                problems.append(Problem(name, 0, f"<{tag}> loads {value}"))
            elif key.startswith("on") or key == "style":
                problems.append(
                    Problem(name, 0, f"<{tag}> has an attribute {key}, which the policy forbids")
                )
    return problems, ids, links, "\n".join(_texts(root))


def _texts(root: ElementTree.Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag == "style":
            continue
        yield element.text or ""
        yield element.tail or ""
        yield from (
            element.attrib[key]
            for key in ("aria-label", "title", "content")
            if key in element.attrib
        )


def personal_data(text: str, allowed_text: Sequence[str] = ()) -> list[str]:
    """What in a text looks like personal data, without repeating it."""
    return [
        f"the text holds what looks like {kind}; take it out of the query, "
        "or allow it: allowed_text in [site] of cx.toml"
        for kind in personal_kinds(text, allowed_text)
    ]


def personal_kinds(text: str, allowed_text: Sequence[str] = ()) -> list[str]:
    """The kinds of personal data that a text seems to hold, such as an e-mail address."""
    for allowed in allowed_text:
        text = text.replace(allowed, "")
    return [kind for kind, found in PERSONAL.items() if found(text)]


def _broken_links(
    site: Path, anchors: dict[Path, set[str]], links: Sequence[tuple[Path, str]]
) -> Iterator[Problem]:
    root = site.resolve()
    for file, link in links:
        name = file.relative_to(site).as_posix()
        parts = urlsplit(link)
        if parts.scheme in ("http", "https", "mailto"):
            continue
        if parts.scheme or parts.netloc:
            yield Problem(name, 0, f"the link {link} leads where no page may")
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file.resolve()
        if not target.is_relative_to(root) or not target.is_file():
            yield Problem(name, 0, f"the link {link} leads nowhere")
        elif parts.fragment and parts.fragment not in anchors.get(
            site / target.relative_to(root), set()
        ):
            yield Problem(name, 0, f"the link {link} names no place on its page")
