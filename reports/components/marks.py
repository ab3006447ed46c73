"""Small drawings and signs shared by values and tables: sparkline, change, status."""

import re
from dataclasses import dataclass

from reports.errors import RowsError

STATUSES = {
    "met": ("good", "✓", "Goal met"),
    "near": ("warn", "●", "Below goal"),
    "missed": ("warn", "●", "Goal missed"),
    "watch": ("warn", "●", "Goal missed"),
    "act": ("bad", "▲", "Act now"),
    "few": ("muted", "○", "Too few answers"),
    "maturing": ("muted", "◔", "Maturing"),
    "none": ("muted", "–", "No goal set"),
    "reached": ("good", "✓", "Target reached"),
    "on_track": ("good", "✓", "On track"),
    "off_track": ("warn", "●", "Off track"),
    "unknown": ("muted", "○", "Not measured"),
    "not_begun": ("muted", "○", "Not begun"),
    "passed": ("good", "✓", "Passed"),
    "failed": ("bad", "▲", "Failed"),
    "warned": ("warn", "●", "Warned"),
    "published": ("good", "✓", "Published"),
    "stopped": ("bad", "▲", "Stopped"),
    "running": ("warn", "●", "Did not end"),
    "loaded": ("good", "✓", "Loaded"),
    "refused": ("bad", "▲", "Refused"),
}

# Beside these, no change is called good or bad.
UNJUDGED = ("few", "maturing", "unknown", "not_begun")
# The semantic layer's verdict on a change that may be chance, and what a reader is told of it.
NOISE = "same"
WITHIN_NOISE = ", within noise"


@dataclass(frozen=True)
class StatusMark:
    """A status: a colour, a sign and a word, so that none of them is needed alone."""

    tone: str
    sign: str
    text: str


def status_mark(value: object, text: str = "") -> StatusMark:
    """The mark of a status name.

    Raises:
        RowsError: The status is unknown.
    """
    name = str(value) if value is not None else "none"
    if name not in STATUSES:
        raise RowsError(f"the status '{name}' is unknown", f"there are {', '.join(STATUSES)}")
    tone, sign, word = STATUSES[name]
    return StatusMark(tone, sign, text or word)


@dataclass(frozen=True)
class ChangeMark:
    """A change: arrow, text and whether it is good."""

    tone: str
    arrow: str
    text: str
    judgement: str


def may_be_chance(verdict: object) -> bool:
    """Whether the semantic layer's verdict leaves a change without a colour.

    None is the verdict on a measure without an interval: nobody knows what chance does to it.
    """
    return verdict in (NOISE, "few", None)


def change_mark(
    value: float | None,
    text: str,
    *,
    down_is_good: bool,
    neutral: float = 0.0,
    judged: bool = True,
    status: object = None,
) -> ChangeMark:
    """The mark of a change.

    Changes up to `neutral` are neither good nor bad, nor are those of a value whose status says
    that it cannot be judged, such as too few answers.
    """
    if value is None:
        return ChangeMark("muted", "", text, "not known")
    # Whatever its unit, what is written without a digit but nought is no change.
    is_nought = not re.search(r"[1-9]", text)
    if abs(value) <= neutral or is_nought:
        return ChangeMark("muted", "", "no change" if is_nought else text, "unchanged")
    arrow = "▲" if value > 0 else "▼"
    if not judged or status in UNJUDGED:
        return ChangeMark("muted", arrow, text, "up" if value > 0 else "down")
    is_good = (value < 0) == down_is_good
    return ChangeMark("good" if is_good else "bad", arrow, text, "better" if is_good else "worse")


@dataclass(frozen=True)
class SparklineView:
    """A line without axes; its words say what it shows."""

    width: int
    height: int
    path: str
    end_x: str
    end_y: str
    goal_y: str
    label: str


def sparkline(
    values: list[float | None],
    label: str,
    *,
    width: int = 120,
    height: int = 30,
    goal: float | None = None,
) -> SparklineView | None:
    """The drawing of a series, or None with fewer than two values."""
    known = [(place, value) for place, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return None
    reach = [value for _, value in known] + ([goal] if goal is not None else [])
    low, high = min(reach), max(reach)
    span = (high - low) or 1.0
    last = max(len(values) - 1, 1)

    def x(place: int) -> float:
        return 3 + place * (width - 8) / last

    def y(value: float) -> float:
        return height - 4 - (value - low) / span * (height - 8)

    parts: list[str] = []
    before = -2
    for place, value in known:
        parts.append(f"{'L' if place == before + 1 else 'M'}{x(place):.1f},{y(value):.1f}")
        before = place
    end = known[-1]
    return SparklineView(
        width, height, "".join(parts), f"{x(end[0]):.1f}", f"{y(end[1]):.1f}",
        "" if goal is None else f"{y(goal):.1f}", label,
    )  # fmt: skip


def numbers_in(text: object) -> list[float | None]:
    """The numbers of a list column: `[1.5, None, 2]`."""
    found = re.findall(
        r"None|NULL|nan|-?\d+(?:\.\d+)?(?:e[+-]?\d+)?", str(text or ""), re.IGNORECASE
    )
    return [None if word.lower() in ("none", "null", "nan") else float(word) for word in found]
