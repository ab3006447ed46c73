"""The rule that says in a sentence what changed: how much, who moved it, whether to care.

Pure: from numbers that the page also shows to words. Whether a change is more than noise is the
semantic layer's verdict, never decided again here.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

# Verdicts on a change that is more than noise.
_CLAIMED = ("better", "worse", "higher", "lower")
# What may stand behind the comma of a metric's label, and before its name in a sentence.
_KINDS = ("mean", "median", "90th percentile", "count")


@dataclass(frozen=True)
class Change:
    """A metric in two periods.

    Attributes:
        label: What a reader calls the metric.
        now: Its value in the period asked for.
        before: Its value in the period compared with.
        n: Number of answers behind `now`.
        n_before: Number of answers behind `before`.
        verdict: better, worse, higher, lower, same or few.
    """

    label: str
    now: float
    before: float
    n: float
    n_before: float
    verdict: str


@dataclass(frozen=True)
class Part:
    """One segment in both periods; a period without answers has no value."""

    name: str
    now: float | None
    before: float | None
    n: float
    n_before: float


@dataclass(frozen=True)
class Contribution:
    """What one segment added to the change of the whole, in the metric's own unit."""

    part: Part
    amount: float


def contributions(parts: Sequence[Part]) -> list[Contribution]:
    """What each segment added to the change of a mean, a rate or a score; largest first.

    A segment counts by its share of the answers: its own change at its mean share, and the change
    of its share by how far it lies from the whole. These add up to the change exactly.
    """
    n, n_before = (sum(p.n for p in parts), sum(p.n_before for p in parts))
    if not n or not n_before:
        return []
    whole = sum(p.n * (p.now or 0.0) for p in parts) / n
    whole_before = sum(p.n_before * (p.before or 0.0) for p in parts) / n_before
    middle = (whole + whole_before) / 2
    found: list[Contribution] = []
    for part in parts:
        now = part.before if part.now is None else part.now
        before = part.now if part.before is None else part.before
        if now is None or before is None:
            continue
        share, share_before = part.n / n, part.n_before / n_before
        moved = (share + share_before) / 2 * (now - before)
        shifted = (share - share_before) * ((now + before) / 2 - middle)
        found.append(Contribution(part, moved + shifted))
    return sorted(found, key=lambda one: (-abs(one.amount), one.part.name))


def sentence(
    change: Change,
    parts: Sequence[Part],
    *,
    since: str,
    least: int,
    write: Callable[[float], str],
    write_change: Callable[[float], str],
) -> str:
    """The finding.

    Args:
        change: The metric in both periods.
        parts: Its segments; empty where nobody is to be named.
        since: What it is compared with: `against the three months before`.
        least: Answers of a segment that is named; one of fewer is counted alone.
        write: A value as text.
        write_change: A change as text, with its sign.
    """
    moved, subject = change.now - change.before, spoken(change.label)
    if change.verdict == "few":
        counts = f"{change.n:,.0f} now, {change.n_before:,.0f} before"
        return f"{subject}: too few answers to tell whether it changed ({counts})."
    if change.verdict == "same":
        by = write_change(moved)
        return f"{subject} is {write(change.now)}; {by} {since} is within noise."
    if not moved:
        return f"{subject} is {write(change.now)}, unchanged {since}."
    how = "rose" if moved > 0 else "fell"
    # What has no interval has no verdict: nobody knows what chance does to it.
    judged = ": more than noise" if change.verdict in _CLAIMED else ""
    said = f"{subject} {how} to {write(change.now)}, {write_change(moved)} {since}{judged}."
    return f"{said}{_who(moved, parts, least, write_change)}"


def spoken(label: str) -> str:
    """A metric's label as the subject of a sentence: `First reply time, mean` turned round."""
    name, comma, kind = label.rpartition(", ")
    if not comma or kind not in _KINDS:
        return label
    is_acronym = name[1:2].isupper()
    return f"{kind[:1].upper()}{kind[1:]} {name if is_acronym else name[:1].lower() + name[1:]}"


def _who(
    moved: float, parts: Sequence[Part], least: int, write_change: Callable[[float], str]
) -> str:
    """The segment that moved the whole most, if the segments explain the whole."""
    found = contributions(parts)
    explained = sum(one.amount for one in found)
    if not found or abs(explained - moved) > abs(moved) * 0.05:
        return ""
    named = [
        one
        for one in found
        if min(one.part.n, one.part.n_before) >= least and one.amount * moved > 0
    ]
    if not named:
        return ""
    first = named[0]
    much = "Most of it" if abs(first.amount) > abs(moved) / 2 else "The largest part"
    return f" {much} came from {first.part.name} ({write_change(first.amount)})."
