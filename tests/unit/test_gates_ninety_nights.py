"""Ninety quiet nights of several companies, and the losses that must not pass for one of them.

Simulated ledgers, judged as a gate does; the rates of a larger run are in DECISIONS D148. The seed
is fixed, so that a quiet night stays one.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import numpy as np
import pytest

from quality.deliveries import Stream
from quality.suites.volume import volume
from quality.verdicts import Verdict, failures, warnings
from tests.unit.test_gates_arrivals import GOOD, TABLE

START = date(2026, 9, 1)
NIGHTS, COMPANIES = 90, 4
CHRISTMAS = {date(2026, 11, 25), date(2026, 11, 26)}
SPORADIC = replace(TABLE, volume="sporadic")

# Rows of a night, and by how much nights differ beyond chance.
Mean = Callable[[date], float]
WEEK = (500, 400, 380, 350, 300, 120, 90)
DESKS: dict[str, tuple[Mean, float]] = {
    "rests at weekends": (lambda d: 60 if d.weekday() < 5 else 8, 0.0),
    "closed at weekends": (lambda d: 400 if d.weekday() < 5 else 0, 0.1),
    "each weekday its own": (lambda d: WEEK[d.weekday()], 0.15),
    "few rows": (lambda _: 3, 0.0),
    "growing 10 % a month": (lambda d: 100 * 1.1 ** ((d - START).days / 30), 0.1),
}


@dataclass
class Table:
    """A table's ledger as its gate sees it, night by night."""

    mean: Mean
    spread: float
    random: np.random.Generator
    is_sporadic: bool = False
    past: dict[date, int] = field(default_factory=dict)

    def rows(self, night: date) -> int:
        mean = self.mean(night) if night not in CHRISTMAS else self.mean(date(2026, 9, 6))
        if mean and self.spread:
            mean = self.random.gamma(1 / self.spread**2, mean * self.spread**2)
        return int(self.random.poisson(mean))

    def judged(self, night: date, rows: int) -> list[Verdict]:
        has_file = bool(rows) or not self.is_sporadic
        files = frozenset(n for n, rows in self.past.items() if rows or not self.is_sporadic)
        stream = Stream("desk/tickets", int(has_file), rows, dict(self.past), files)
        arrivals = replace(GOOD, streams=(stream,))
        table = SPORADIC if self.is_sporadic else TABLE
        return list(volume(arrivals, table, night, CHRISTMAS))

    def live(self, nights: int = NIGHTS) -> Iterator[tuple[date, int, list[Verdict]]]:
        """Each night, judged before it becomes the past."""
        for night in (START + timedelta(days=n) for n in range(nights)):
            rows = self.rows(night)
            yield night, rows, self.judged(night, rows)
            self.past[night] = rows


def tables(desk: str, number: int, *, is_sporadic: bool = False) -> Iterator[Table]:
    mean, spread = DESKS[desk]
    for seed in range(number):
        yield Table(mean, spread, np.random.default_rng([7, seed]), is_sporadic)


@pytest.mark.parametrize("desk", DESKS)
def test_ninety_quiet_nights_stop_nothing_and_hardly_warn(desk: str) -> None:
    verdicts = [v for table in tables(desk, COMPANIES) for *_, told in table.live() for v in told]

    assert [verdict.message for verdict in failures(verdicts)] == []
    assert len(warnings(verdicts)) <= 1
    assert len(verdicts) > 0.8 * COMPANIES * NIGHTS


def test_a_weekly_table_is_quiet_on_its_silent_nights() -> None:
    weekly = Table(
        lambda d: 500 if d.weekday() == 0 else 0, 0.1, np.random.default_rng(7), is_sporadic=True
    )

    verdicts = [v for *_, told in weekly.live() for v in told]

    assert [verdict.message for verdict in verdicts if not verdict.passed] == []
    monday = START + timedelta(days=NIGHTS + (-START.weekday() - NIGHTS) % 7)
    assert [v.rule for v in failures(weekly.judged(monday, 0))] == ["volume"]
    assert [v.rule for v in failures(weekly.judged(monday, 90))] == ["volume"]


def noticed(desk: str, lose: Callable[[int], int], *, stops: bool) -> float:
    """The share of working nights, from the sixth week on, on which the change is noticed."""
    seen = []
    for table in tables(desk, COMPANIES):
        for night, rows, _ in table.live():
            if (night - START).days >= 35 and night.weekday() < 5 and night not in CHRISTMAS:
                told = table.judged(night, lose(rows))
                seen.append(bool(failures(told)) or (not stops and bool(warnings(told))))
    return sum(seen) / len(seen)


@pytest.mark.parametrize(
    ("desk", "lose", "stops", "least"),
    [
        ("each weekday its own", lambda _: 0, True, 1.0),
        ("rests at weekends", lambda _: 0, True, 1.0),
        ("closed at weekends", lambda rows: rows * 3 // 10, True, 0.95),
        ("closed at weekends", lambda rows: rows * 2, False, 0.95),
        ("rests at weekends", lambda rows: rows * 2, False, 0.9),
        ("growing 10 % a month", lambda rows: rows * 2, False, 0.9),
    ],
)
def test_a_loss_and_a_doubling_are_noticed(
    desk: str, lose: Callable[[int], int], stops: bool, least: float
) -> None:
    assert noticed(desk, lose, stops=stops) >= least


def test_a_loss_of_three_in_ten_is_told_where_counts_allow() -> None:
    big = Table(lambda d: 5000 if d.weekday() < 5 else 900, 0.05, np.random.default_rng(7))
    seen = []

    for night, rows, _ in big.live():
        if (night - START).days >= 35 and night not in CHRISTMAS:
            seen.append(bool(warnings(big.judged(night, rows * 7 // 10))))

    assert sum(seen) / len(seen) >= 0.95
