"""Draws specifications to SVG and makes the drawing part of the page.

Stand-in colours become custom properties, marks' descriptions become tooltips that need no
script, and everything a reader's machine decides (font, size) is left to the style sheet.
"""

import json
import re
import secrets
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markupsafe import Markup

from reports.charts.engine import engines
from reports.charts.theme import VARIABLES
from reports.kept import Kept

_EMPTY = re.compile(r'<path class="(?:background|foreground)"[^>]*?/>')
_NOISE = re.compile(
    r" (?:xmlns:xlink|version|class|role|aria-roledescription|aria-hidden|pointer-events"
    r'|font-family|stroke-miterlimit|opacity="1"|xmlns)(?:="[^"]*")?(?=[\s/>])'
)
_LABEL = re.compile(r'<(path|line) aria-label="([^"]*)"([^>]*?)/>')
_ARIA = re.compile(r'(<(?:g|text|rect|svg)\b[^>]*?) aria-label="[^"]*"')
_TAG = re.compile(r"<[a-z][^>]*>")
_DECIMALS = re.compile(r"(\d+\.\d{2})\d+")
_COLOUR = re.compile(r"#f0f[012][0-9a-f]{2}")
_GROUP = re.compile(r"<g>((?:<(?:path|line|text|rect)(?:(?!<g|</g).)*?)?)</g>")


@dataclass
class Charts:
    """Has charts drawn behind the scenes, equal ones once, also those of earlier nights.

    A page holds a promise for each of its drawings until `filled` puts them in.

    Attributes:
        folder: Keeps what was drawn from one night to the next; None keeps nothing.
    """

    folder: Path | None = None
    drawings: list["Future[str]"] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _new: dict[int, str] = field(default_factory=dict)
    _promise: str = field(default_factory=lambda: f"drawing-{secrets.token_hex(8)}")

    def warm(self) -> None:
        """Start the engines, as slow as a dozen charts, while queries run.

        Where drawings are kept they may not be needed at all.
        """
        if not (self._kept and self._kept.has_answers):
            engines()

    def svg(self, specification: dict[str, Any], style: str) -> Markup:
        """A promise of the drawing as inline SVG with a class."""
        asked = json.dumps(specification, sort_keys=True)
        if asked not in self._numbers:
            self._numbers[asked] = len(self.drawings)
            self.drawings.append(self._drawn(asked))
        return Markup(f"{self._promise}-{self._numbers[asked]}-{style};")  # noqa: S704 - no text of others

    def _drawn(self, asked: str) -> "Future[str]":
        known = self._kept.find(asked) if self._kept else None
        if known is None:
            self._new[len(self.drawings)] = asked
            return engines().draw(asked)
        drawing: Future[str] = Future()
        drawing.set_result(known)
        return drawing

    @cached_property
    def _kept(self) -> Kept | None:
        """A drawing depends on its specification and on the engine."""
        if self.folder is None:
            return None
        return Kept(self.folder, sha256(version("vl-convert-python").encode()).hexdigest()[:16])

    def filled(self, html: str) -> str:
        """A page with its drawings; waits for those that are not drawn yet.

        Raises:
            DrawingError: The engine refuses a specification.
        """

        def drawing(match: re.Match[str]) -> str:
            number, style = match.groups()
            svg = tidy(self._result(int(number)))
            return svg.replace("<svg ", f'<svg class="{style}" ', 1)

        return re.sub(rf"{self._promise}-(\d+)-([a-z-]+);", drawing, html)

    def _result(self, number: int) -> str:
        svg = self.drawings[number].result()
        if self._kept and (asked := self._new.pop(number, None)):
            self._kept.keep(asked, svg)
        return svg


def tidy(svg: str) -> str:
    """The drawing without what the page does not need, in the page's own colours."""
    svg = _EMPTY.sub("", svg)
    svg = _LABEL.sub(r"<\1\3><title>\2</title></\1>", svg)
    svg = _ARIA.sub(r"\1", svg)
    svg = _TAG.sub(_tidy_tag, svg)
    while (shorter := _GROUP.sub(r"\1", svg)) != svg:
        svg = shorter
    return svg.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _tidy_tag(match: re.Match[str]) -> str:
    """One tag, tidied; the texts between tags are data and stay as they are."""
    tag = _DECIMALS.sub(r"\1", _NOISE.sub("", match.group()))
    return _COLOUR.sub(lambda colour: f"var({VARIABLES[colour.group()]})", tag)
