"""Fills the package's own templates with typed views; nothing here knows pages or queries."""

import base64
import hashlib
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.accent import accent_css
from reports.config import KINDS

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = Path(__file__).parent / "scripts"
FILTER_SCRIPTS = (
    "formula.js", "answer.js", "formats.js", "scales.js", "draw.js", "bars.js", "live.js",
    "redraw.js", "controls.js",
)  # fmt: skip


@lru_cache(maxsize=1)
def templates() -> Environment:
    """The environment of the package's own templates: strict and escaping."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = breakable
    return environment


def breakable(text: str) -> Markup:
    """A text that may be broken behind the underscores of its identifiers."""
    return escape(text).replace("_", Markup("_<wbr/>"))


def fill(template: str, view: Any) -> Markup:
    """A template filled with the fields of a view and nothing else."""
    values = {field.name: getattr(view, field.name) for field in fields(view)}
    text = templates().get_template(template).render(values)
    return Markup(text)  # noqa: S704 - the template has escaped what it was given


def style_sheet(accent: tuple[str, str] | None) -> tuple[Markup, str]:
    """The style sheet and its hash, by which the page's policy allows it and nothing else."""
    text = (TEMPLATES / "site.css").read_text(encoding="utf-8")
    if accent:
        text += accent_css(accent)
    return Markup(text), _digest(text)  # noqa: S704 - our own file


# What of a page's text asks for a script, and which.
_ASKING = {
    "search.js": ('data-sortable=""', 'class="search"'),
    "tables.js": ('data-sortable=""',),
    "definitions.js": ('class="definition"',),
}


def page_script(body: str = "", *, has_filters: bool) -> tuple[Markup, str]:
    """The script of a page and its hash; nothing where the page has nothing to run."""
    files = [file for file, asking in _ASKING.items() if any(mark in body for mark in asking)]
    files += FILTER_SCRIPTS if has_filters else ()
    if not files:
        return Markup(""), ""
    parts = ((SCRIPTS / file).read_text(encoding="utf-8") for file in files)
    text = '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"
    return Markup(text), _digest(text)  # noqa: S704 - our own files


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def picture(file: Path | None) -> str:
    """A picture as a data address, so that a page is one file."""
    if file is None:
        return ""
    content = base64.b64encode(file.read_bytes()).decode()
    return f"data:image/{KINDS[file.suffix.lower()]};base64,{content}"
