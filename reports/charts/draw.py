"""Draws specifications to SVG and makes the drawing part of the page.

Stand-in colours become custom properties, marks' descriptions become tooltips that need no
script, and everything a reader's machine decides (font, size) is left to the style sheet.
"""

import json
import re
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

from markupsafe import Markup

from reports.charts.theme import VARIABLES

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
    """Draws, and draws equal specifications once."""

    drawn: dict[str, str] = field(default_factory=dict)

    def warm(self) -> None:
        """Start the drawing engine, as slow as a dozen charts, while queries run."""
        Thread(
            target=_convert, args=({"mark": "point", "data": {"values": []}},), daemon=True
        ).start()

    def svg(self, specification: dict[str, Any], style: str) -> Markup:
        """The drawing as inline SVG with a class."""
        key = json.dumps(specification, sort_keys=True)
        if key not in self.drawn:
            self.drawn[key] = tidy(_convert(specification))
        return Markup(self.drawn[key].replace("<svg ", f'<svg class="{style}" ', 1))  # noqa: S704


def _convert(specification: dict[str, Any]) -> str:
    import vl_convert

    return str(vl_convert.vegalite_to_svg(specification))


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
