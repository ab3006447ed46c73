"""How many rows a night should bring, from the nights before it that are like it.

Rows are counts: they scatter by chance, and from night to night by more than chance. Both are
learned from the table's own nights of the same part of the week, and a negative binomial says how
far chance goes (DECISIONS D148). Which nights are worth learning from is the caller's to say.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, sqrt
from statistics import median

# Nine weeks give nine nights of the same weekday.
HISTORY = timedelta(days=63)
# Fewer nights of a kind say nothing about the next of that kind.
ENOUGH = 4
SATURDAY = 5
# The chance at which too few rows stop a night, and at which too few or too many are warned of.
STOPS, WARNS = 1e-6, 5e-4
ODD, EMPTY = 2e-5, 2e-4
# What is far by chance may be too near to matter: parts of the usual.
HALF, FEW, MANY = 0.5, 0.8, 1.3
# Against the second smallest and the largest night of weeks.
SHORT, BEYOND = 0.55, 1.35
# Nights differ by 20 % until a table has shown by how much its own do.
SPREAD, WORTH = 0.2**2, 4
# So far from the usual (in spreads), a night is an accident, unless a fifth of them are.
ACCIDENT, ACCIDENTS = 4, 0.2
# A night with less than a handful more is none with many.
HANDFUL = 5
NEVER_EMPTY, NEVER_BELOW = 20, 3


@dataclass(frozen=True)
class ExpectedRows:
    """What one night should bring: fewer than `least` stop it, the rest is warned of."""

    least: int
    low: int
    most: int
    usual: float
    basis: str

    def __str__(self) -> str:
        return (
            f"about {self.usual:.3g} rows, {self.low} to {self.most} and never below {self.least}"
            f" ({self.basis})"
        )


def part_of_week(night: date) -> str:
    """The part of the week a night belongs to."""
    return "weekend" if night.weekday() >= SATURDAY else "working"


def similar_nights(
    nights: Collection[date], as_of: date, holidays: Collection[date] = ()
) -> tuple[tuple[date, ...], str] | None:
    """The past nights that tell most of this one, and in words which they are.

    Those of the same weekday if there are enough, else of the same part of the week: a desk that
    rests on Sundays hides no loss on Tuesdays. Of holidays nothing is learned.
    """
    past = sorted(n for n in nights if as_of - HISTORY <= n < as_of and n not in holidays)
    same_day = tuple(night for night in past if night.weekday() == as_of.weekday())
    if len(same_day) >= ENOUGH:
        return same_day, f"the last {len(same_day)} nights on a {as_of:%A}"
    part = part_of_week(as_of)
    same_part = tuple(night for night in past if part_of_week(night) == part)
    if len(same_part) >= ENOUGH:
        return same_part, f"the last {len(same_part)} {part} days"
    return None


def expected_rows(
    past: Mapping[date, int], as_of: date, *, holidays: Collection[date] = ()
) -> ExpectedRows | None:
    """What past nights lead to expect of this one; None if too few are like it.

    On a holiday a table may be as quiet as on a weekend or as busy as ever. Nights that were missed
    come together, so the upper bound grows with the gap.

    Args:
        past: Rows by night, without the table's first load and without nights that were stopped.
        as_of: The night in question.
        holidays: Days on which the company is closed.
    """
    nights = [night for night in past if night < as_of]
    gap = (as_of - max(nights)).days if nights else 1
    if as_of not in holidays:
        return _expected(past, as_of, holidays, gap)
    days = [as_of - timedelta(days=n) for n in range(-6, 1)]
    expectations = [
        _expected(past, next(day for day in days if part_of_week(day) == part), holidays, gap)
        for part in ("weekend", "working")
    ]
    known = [expected for expected in expectations if expected]
    if not known:
        return None
    return ExpectedRows(
        least=min(e.least for e in known) if len(known) > 1 else 0,
        low=min(e.low for e in known) if len(known) > 1 else 0,
        most=max(e.most for e in known),
        usual=known[0].usual,
        basis=f"a holiday, like {' or '.join(e.basis for e in known)}",
    )


def expected_delivery(past: Mapping[date, int]) -> ExpectedRows | None:
    """What a file should bring that comes now and then, from those before it."""
    rows = list(past.values())
    if len(rows) < ENOUGH:
        return None
    usual = _usual(rows)
    scatter = [one / usual for one in rows] if usual else []
    basis = f"the last {len(rows)} deliveries"
    return _bounds(usual, len(rows), basis, rows=rows, scatter=scatter, of_all=scatter)


def _expected(
    past: Mapping[date, int], like: date, holidays: Collection[date], gap: int
) -> ExpectedRows | None:
    similar = similar_nights(past, like, holidays)
    if similar is None:
        return None
    nights, basis = similar
    recent = {
        night: rows
        for night, rows in past.items()
        if like - HISTORY <= night < like and night not in holidays
    }
    scatter = _scatter(recent)
    part = part_of_week(like)
    return _bounds(
        _usual([past[night] for night in nights]),
        len(nights),
        basis,
        rows=[rows for night, rows in recent.items() if part_of_week(night) == part],
        scatter=[one for night, one in scatter.items() if part_of_week(night) == part],
        of_all=list(scatter.values()),
        gap=gap,
    )


def _scatter(recent: Mapping[date, int]) -> dict[date, float]:
    """Each night as a part of what is usual on its weekday, or its part of the week."""
    kinds: dict[object, list[int]] = {}
    for night, rows in recent.items():
        kinds.setdefault(night.weekday(), []).append(rows)
        kinds.setdefault(part_of_week(night), []).append(rows)
    usual = {kind: _usual(rows) for kind, rows in kinds.items() if len(rows) >= ENOUGH}
    its = {
        night: usual.get(night.weekday(), usual.get(part_of_week(night), 0.0)) for night in recent
    }
    return {night: rows / its[night] for night, rows in recent.items() if its[night] > 0}


def _usual(rows: Sequence[int]) -> float:
    """The mean without the smallest and the largest: one accident does not move it."""
    kept = sorted(rows)[1:-1]
    return sum(kept) / len(kept)


def _bounds(
    usual: float,
    number: int,
    basis: str,
    *,
    rows: Sequence[int],
    scatter: Sequence[float],
    of_all: Sequence[float],
    gap: int = 1,
) -> ExpectedRows:
    """Bounds around the usual: by chance, by what matters, and by what was seen twice before."""
    seen = sorted(scatter)
    twice_low, twice_high = (seen[1], seen[-2]) if len(seen) > 1 else (0.0, 1.0)
    variance, cautious = (
        (usual + _spread(scatter, usual, prior, doubt=doubt) * usual**2) * (1 + 1 / number)
        for doubt in (0, 1)
        for prior in [_spread(of_all, usual, SPREAD, doubt=doubt)]
    )
    # What nights of weeks did not come near needs less proof.
    short = min(SHORT * twice_low * usual, _quantile(ODD, usual, variance))
    beyond = max(BEYOND * max(seen, default=1.0) * usual, usual + 5 * sqrt(usual))
    least = min(HALF * usual, max(_quantile(STOPS, usual, cautious), short), twice_low * usual)
    low = min(FEW * usual, _quantile(WARNS, usual, variance), twice_low * usual)
    # An empty night of a table that never was is no chance, though few rows might be.
    if len(rows) >= NEVER_EMPTY and min(rows) >= NEVER_BELOW:
        least = max(least, min(1.0, _quantile(EMPTY, usual, variance)))
    high = min(_quantile(1 - WARNS, usual, variance), beyond)
    most = max(MANY * usual, high, 1.1 * twice_high * usual, usual + HANDFUL) * gap
    return ExpectedRows(_whole(least), _whole(max(low, least)), int(most), usual, basis)


def _spread(scatter: Sequence[float], usual: float, prior: float, *, doubt: int) -> float:
    """By how much nights differ beyond chance: the squared coefficient of variation.

    Few nights know it badly, so a prior counts as much as some of them; what stops a night has to
    hold at so many standard errors of a variance above what they say.
    """
    if usual <= 0 or len(scatter) < 2:
        return prior
    chance = 1 / usual
    off = [abs(one - 1) for one in scatter]
    near = ACCIDENT * max(1.4826 * median(off), sqrt(chance + prior))
    kept = [one for one in off if one <= near]
    if len(off) - len(kept) > ACCIDENTS * len(off):
        kept = off
    free = max(len(kept) - 1, 1)
    own = max(0.0, sum(one * one for one in kept) / free - chance) * (1 + doubt * sqrt(2 / free))
    return (own * free + prior * WORTH) / (free + WORTH)


def _quantile(chance: float, usual: float, variance: float) -> float:
    """Rows that a negative binomial of this mean and variance falls below with this chance."""
    if usual <= 0:
        return 0.0
    from scipy.special import nbdtrik

    size = usual**2 / (variance - usual)
    return float(nbdtrik(chance, size, size / (size + usual)))


def _whole(rows: float) -> int:
    return ceil(rows - 1e-9)
