"""Reads a page's file: front matter, query fences, and the body that remains.

Knows nothing of what queries return or what tags mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import takewhile
from pathlib import Path
from typing import Any, get_args, get_type_hints

import yaml

from reports.errors import Problem, nearest

# What reading YAML raises: a day that is not in the calendar is a ValueError of the day's own.
NOT_YAML = (yaml.YAMLError, ValueError)
_FENCE = re.compile(r"^(?P<indent> {0,3})(?P<ticks>`{3,}|~{3,})\s*(?P<info>[^`]*)$")
_NAME = re.compile(r"^[a-z][a-z0-9_]*$")
_RESERVED = {"fmt", "loop", "caller", "show", "at", "component", "true", "false", "none", "null"}


@dataclass(frozen=True)
class FrontMatter:
    """What a page says about itself.

    Attributes:
        title: Title of the page.
        question: The question the page answers; stands first on it.
        description: One sentence for the overview and the browser.
        owner: Who answers for the page.
        audience: Whom it is written for.
        sidebar_position: Pages are listed by this number, then by title.
        sidebar_link: Whether the page is listed at all.
        hide_title: Leave the title to the body.
        full_width: Use the whole width of the window.
        queries: Files of the queries folder, without `.sql`.
        needs: Marts without which the page is left out.
        filters: Dimensions that the page's filters choose by.
        each: Query of the page whose every row becomes a page of its own.
    """

    title: str = ""
    question: str = ""
    description: str = ""
    owner: str = ""
    audience: str = ""
    sidebar_position: float | None = None
    sidebar_link: bool = True
    hide_title: bool = False
    full_width: bool = False
    queries: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    each: str = ""


@dataclass(frozen=True)
class QueryText:
    """One named query as its author wrote it.

    Attributes:
        name: Name by which the page uses it.
        kind: `sql` or `metrics`.
        text: SQL or YAML.
        page: File it stands in.
        line: Line of its first line of text.
    """

    name: str
    kind: str
    text: str
    page: str
    line: int


@dataclass(frozen=True)
class Page:
    """One page as read.

    Attributes:
        path: The file, relative to the folder that holds the pages folder.
        address: Where it is served, relative to the site: `` or `loyalty/`.
        front: Its front matter.
        queries: Its queries, shared ones first.
        body: Markdown and tags; fences and front matter blanked, so that lines keep their number.
        head: The lines of the front matter.
    """

    path: str
    address: str
    front: FrontMatter
    queries: tuple[QueryText, ...]
    body: str
    head: tuple[str, ...] = ()

    def line_of(self, key: str, item: str = "") -> int:
        """The line of a key of the front matter, or of one of its items."""
        return _line_of(self.head, key, item)


def address_of(relative: Path) -> str:
    """`a/b.md` is `a/b/`; `index.md` is its folder."""
    parts = relative.with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{part}/" for part in parts)


def read_page(file: Path, pages: Path, shared: Path) -> tuple[Page, list[Problem]]:
    """Read one file; what is wrong comes back as problems beside whatever could be read."""
    relative = file.relative_to(pages)
    path = (Path(pages.name) / relative).as_posix()
    lines = file.read_text(encoding="utf-8").replace("\r\n", "\n").split("\n")
    text = tuple(lines)
    front, problems = _front_matter(lines, path)
    head = text[: len(list(takewhile(lambda line: not line, lines)))]
    own, mistakes = _take_fences(lines, path)
    more, missing = _shared_queries(front, shared, path, head)
    problems += mistakes + missing
    seen: dict[str, QueryText] = {}
    for query in (*more, *own):
        if query.name in seen:
            problems.append(
                Problem(query.page, query.line - 1, f"query '{query.name}' is named twice")
            )
        seen.setdefault(query.name, query)
    body = "\n".join(lines)
    page = Page(path, address_of(relative), front, tuple(seen.values()), body, head)
    return page, problems


def _line_of(head: Sequence[str], key: str, item: str = "") -> int:
    """The line of a key of the front matter, or of one of its items."""
    line = next((n for n, text in enumerate(head, 1) if text.startswith(f"{key}:")), 1)
    below = enumerate(head[line - 1 :], line)
    return next((n for n, text in below if re.search(rf"\b{re.escape(item)}\b", text)), line)


def _front_matter(lines: list[str], path: str) -> tuple[FrontMatter, list[Problem]]:
    if not lines or lines[0].strip() != "---":
        return FrontMatter(), [
            Problem(path, 1, "front matter is missing: begin with --- and title: …")
        ]
    end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), 0)
    if not end:
        return FrontMatter(), [Problem(path, 1, "front matter is not closed by a line with ---")]
    text = "\n".join(lines[1:end])
    for number in range(end + 1):
        lines[number] = ""
    try:
        keys = yaml.safe_load(text) or {}
    except NOT_YAML as error:
        mark = getattr(error, "problem_mark", None)
        return FrontMatter(), [
            Problem(path, (mark.line if mark else 0) + 2, f"front matter is not YAML: {error}")
        ]
    if not isinstance(keys, dict):
        return FrontMatter(), [Problem(path, 2, "front matter must be keys and values")]
    return _typed(keys, text.split("\n"), path)


def _typed(keys: dict[str, Any], lines: list[str], path: str) -> tuple[FrontMatter, list[Problem]]:
    problems: list[Problem] = []
    kinds = get_type_hints(FrontMatter)
    names = [field.name for field in fields(FrontMatter)]
    given: dict[str, Any] = {}
    for key, value in keys.items():
        line = _line_of(["", *lines], key)
        if key not in names:
            problems.append(
                Problem(path, line, f"unknown front matter '{key}'{nearest(str(key), names)}")
            )
            continue
        converted = _convert(value, kinds[key])
        if converted is None and value is not None:
            problems.append(Problem(path, line, f"front matter '{key}' cannot be {value!r}"))
        elif value is not None:
            given[key] = converted
    if not given.get("title") and not problems:
        problems.append(Problem(path, 1, "front matter has no title"))
    return FrontMatter(**given), problems


def _convert(value: object, kind: Any) -> object:
    if kind is bool:
        return value if isinstance(value, bool) else None
    if kind is str:
        return str(value) if isinstance(value, str | int | float) else None
    if float in get_args(kind):
        return float(value) if isinstance(value, int | float) else None
    items = [value] if isinstance(value, str) else value
    if isinstance(items, list) and all(isinstance(item, str) for item in items):
        return tuple(item.removesuffix(".sql") for item in items)
    return None


def _take_fences(lines: list[str], path: str) -> tuple[list[QueryText], list[Problem]]:
    queries: list[QueryText] = []
    problems: list[Problem] = []
    number = 0
    while number < len(lines):
        opened = _FENCE.match(lines[number])
        if not opened:
            number += 1
            continue
        end = _closing(lines, number, opened["ticks"])
        if end is None:
            problems.append(Problem(path, number + 1, "this fence is never closed"))
            break
        info = opened["info"].split()
        if info and info[0] in ("sql", "metrics") and len(info) > 1:
            text = "\n".join(lines[number + 1 : end])
            problems += _name_problem(info[1:], path, number + 1)
            queries.append(QueryText(info[1], info[0], text, path, number + 2))
            lines[number : end + 1] = [""] * (end + 1 - number)
        number = end + 1
    return queries, problems


def _closing(lines: list[str], start: int, ticks: str) -> int | None:
    for number in range(start + 1, len(lines)):
        text = lines[number].strip()
        if text and set(text) == {ticks[0]} and len(text) >= len(ticks):
            return number
    return None


def _name_problem(names: list[str], path: str, line: int) -> list[Problem]:
    if len(names) > 1:
        return [Problem(path, line, f"a fence has one name, not {' '.join(names)!r}")]
    if not _NAME.match(names[0]) or names[0] in _RESERVED:
        cure = "lower-case letters, digits and _, no word of the language"
        return [Problem(path, line, f"a query cannot be named '{names[0]}': {cure}")]
    return []


def _shared_queries(
    front: FrontMatter, shared: Path, path: str, head: Sequence[str]
) -> tuple[list[QueryText], list[Problem]]:
    found: list[QueryText] = []
    problems: list[Problem] = []
    for name in front.queries:
        file = shared / f"{name}.sql"
        if file.resolve().parent != shared.resolve() or not file.is_file():
            known = [other.stem for other in shared.glob("*.sql")]
            line = _line_of(head, "queries", name)
            message = f"there is no query file '{name}.sql'{nearest(name, known)}"
            problems.append(Problem(path, line, message))
            continue
        text = file.read_text(encoding="utf-8")
        found.append(QueryText(name, "sql", text, f"{shared.name}/{file.name}", 1))
    return found, problems
