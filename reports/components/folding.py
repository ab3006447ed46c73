"""Where the columns of a table stand on a phone: side by side while they fit, the rest below.

The widths are told at build, as those of charts are: a style sheet alone cannot know which columns
a table can do without. Nobody scrolls sideways, and nothing is left out.
"""

import math
import re
from collections.abc import Sequence

from reports.charts.theme import text_width
from reports.components.cells import CellView

# What a table has at 360 pixels, in pixels and in parts of the style sheet (.w1 to .w48).
_ROOM, _PARTS = 300.0, 48
_FONT, _HEAD_FONT, _BOLD = 13.8, 13.4, 1.04
_PADDING = 7.0
_BAR, _TREND = 96.0, 75.0
# An arrow or another sign, which fonts draw as wide as they like, and a blank.
_SIGN = 18.0
# A name that can be broken into lines asks for no more than this.
_NAME, _TEXT = 100.0, 92.0
_BREAKS = re.compile(r"\s+|(?<=[_/-])")

# A column below, one with its status beside it, and that status, which needs no title.
BELOW, VALUE, STATUS = "below", "below value", "below verdict"


def places_on_a_phone(
    titles: Sequence[str], rows: Sequence[Sequence[CellView]], prose: Sequence[bool]
) -> tuple[str, ...]:
    """The class of each column; empty ones where all columns fit side by side.

    What does not fit stands below its row with its title: first columns without a word, then long
    texts, small lines, and the others from the right, since a page names first what matters most.
    """
    columns = [[row[place] for row in rows] for place in range(len(titles))]
    parts = [
        math.ceil(_need(title, cells, is_first=place == 0) / _ROOM * _PARTS)
        for place, (title, cells) in enumerate(zip(titles, columns, strict=True))
    ]

    def importance(n: int) -> tuple[bool, bool, bool, int]:
        has_words = any(not cell.is_blank for cell in columns[n])
        return has_words, not prose[n], not any(cell.trend for cell in columns[n]), -n

    below: set[int] = set()
    for place in sorted(range(1, len(titles)), key=importance):
        if sum(part for n, part in enumerate(parts) if n not in below) <= _PARTS:
            break
        below.add(place)
    if not below:
        return ("",) * len(titles)
    others = sum(part for n, part in enumerate(parts) if n and n not in below)
    parts[0] = max(_PARTS - others, 1)
    is_status = [any(cell.status for cell in cells) for cells in columns]

    def told(n: int) -> str:
        if is_status[n] and n - 1 in below and not is_status[n - 1]:
            return STATUS
        has_status = n + 1 in below and is_status[n + 1]
        return VALUE if has_status and not is_status[n] else BELOW

    return tuple(told(n) if n in below else f"w{part}" for n, part in enumerate(parts))


def _need(title: str, cells: Sequence[CellView], *, is_first: bool) -> float:
    """The width of a column, in pixels."""
    head = max((text_width(word, _HEAD_FONT) for word in title.split()), default=0.0) * _BOLD
    limit = _NAME if is_first else _TEXT
    return max([head, *(_width(cell, limit) for cell in cells)]) + _PADDING


def _width(cell: CellView, limit: float) -> float:
    if cell.bar:
        return max(_BAR, text_width(cell.text, _FONT) + 50)
    if cell.trend:
        return _TREND
    if mark := cell.change or cell.status:
        return _SIGN + text_width(mark.text, _FONT) * _BOLD
    if cell.sort is not None:
        return text_width(cell.text, _FONT)
    pieces = (text_width(piece, _FONT) for piece in _BREAKS.split(cell.text))
    return min(text_width(cell.text, _FONT), max(limit, *pieces))
