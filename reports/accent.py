"""A company's own colour: whether it can be read on the site's pages, and what is made of it."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

READABLE = 4.5
"""The contrast that WCAG 2.2 asks of text (1.4.3)."""
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
_SHEET = Path(__file__).parent / "templates" / "site.css"
# How much of the colour the ground of a note has, in light and in dark.
_SOFT = (0.1, 0.2)
_THEMES = ("light", "dark")


def accent_problems(accent: tuple[str, str]) -> Iterator[str]:
    """Why a pair of colours, for light and for dark pages, cannot be used."""
    for theme, colour in zip(_THEMES, accent, strict=True):
        if not _COLOUR.fullmatch(colour):
            yield f"{theme}: '{colour}' is no colour such as #14507f"
            continue
        for name, ground in _grounds(theme, colour).items():
            if (found := contrast(colour, ground)) < READABLE:
                yield (
                    f"{theme}: {colour} on the {name} {ground} has a contrast of {found:.1f};"
                    f" links need {READABLE}"
                )


def accent_css(accent: tuple[str, str]) -> str:
    """The rules that put a company's colours in the place of the theme's."""
    light, dark = (
        f":root{{--accent:{colour};--accent-soft:{_soft(theme, colour)}}}"
        for theme, colour in zip(_THEMES, accent, strict=True)
    )
    return f"{light}\n@media (prefers-color-scheme:dark){{{dark}}}\n@media print{{{light}}}\n"


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, from 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _grounds(theme: str, colour: str) -> dict[str, str]:
    colours = _theme(theme)
    return {"page": colours["page"], "panel": colours["panel"], "note": _soft(theme, colour)}


def _soft(theme: str, colour: str) -> str:
    share, panel = _SOFT[_THEMES.index(theme)], _theme(theme)["panel"]
    mixed = (
        round(share * own + (1 - share) * ground)
        for own, ground in zip(_parts(colour), _parts(panel), strict=True)
    )
    return "#" + "".join(f"{part:02x}" for part in mixed)


@cache
def _theme(theme: str) -> dict[str, str]:
    """The colours of the style sheet, light or dark."""
    rules = _SHEET.read_text(encoding="utf-8").split("@media")[_THEMES.index(theme)]
    found = re.findall(r"--([\w-]+):(#(?:[0-9a-f]{6}|[0-9a-f]{3}))\b", rules)
    return {
        name: value if len(value) == 7 else "#" + "".join(2 * mark for mark in value[1:])
        for name, value in found
    }


def _parts(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


def _luminance(colour: str) -> float:
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (value / 255 for value in _parts(colour))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
