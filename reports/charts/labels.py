"""Names below a chart: in lines, as many as there is room for, and none beyond the drawing."""

import math
from collections.abc import Sequence

from reports.charts.theme import text_width

# A word longer than this is cut before it pushes its neighbours away.
_LONGEST_WORD = 120.0
_MOST_LINES = 3
_GAP = 8.0


def name_labels(
    labels: Sequence[str], xs: Sequence[float], *, left: float, width: float, right: float
) -> dict[int, list[str]]:
    """Which positions are named, and in which lines.

    Args:
        labels: The names.
        xs: The middle of each, in pixels from the plot's left edge, evenly apart.
        left: Room beside the plot on the left.
        width: Of the plot.
        right: Room beside the plot on the right.
    """
    step = xs[1] - xs[0] if len(xs) > 1 else width + left + right
    words = (text_width(word) for label in labels for word in label.split())
    widest = min(max(words, default=0.0), _LONGEST_WORD) + _GAP
    every = max(1, math.ceil(widest / step))
    return {
        n: fitted(
            labels[n],
            min(step * every, 2 * (xs[n] + left), 2 * (width + right - xs[n])) - _GAP,
        )
        for n in range(0, len(labels), every)
    }


def fitted(label: str, limit: float) -> list[str]:
    """A label in a few lines, each cut where its room ends."""
    lines = broken(label, limit)
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], " ".join(lines[_MOST_LINES - 1 :])]
    return [cut(line, limit) for line in lines]


def broken(label: str, limit: float) -> list[str]:
    """A label in lines that are no wider than a limit, unless a single word is."""
    lines = [""]
    for word in label.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = (
            [*lines, word] if lines[-1] and text_width(longer) > limit else [*lines[:-1], longer]
        )
    return lines


def cut(line: str, limit: float) -> str:
    """A line cut where its room ends."""
    if text_width(line) <= limit:
        return line
    kept = line
    while kept and text_width(f"{kept}…") > limit:
        kept = kept[:-1]
    return f"{kept.rstrip()}…"


def broken_names(label: str) -> list[list[str]]:
    """A name in one line, and in two and three if it has words for them."""
    halves = broken(label, text_width(label) * 0.6)
    thirds = broken(label, text_width(label) * 0.45)
    names = [[label], *([halves] if len(halves) == 2 else [])]
    return [*names, thirds] if len(thirds) == 3 else names
