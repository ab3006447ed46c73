"""The simulated company's configuration, calendar and random streams.

Everything else in the demo is a pure function of what stands here: a draw depends on the seed,
the part of the customer base and the month, never on how often or when the demo was called.
Simulating customers or writing files does not belong here.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zlib import crc32
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

NEVER = 2**40  # seconds: an event that has not been and will not be
DAY = 86_400
WARM_UP_MONTHS = 12  # the CRM is a year older than the desk and the surveys
CHUNK_CUSTOMERS = 10_000  # what one pass holds in memory
NUMBERS_PER_CHUNK = 200_000  # room for the customers who join later
DEFAULT_MONTHS = 24
DEFAULT_CUSTOMERS = 5_000
DEFAULT_SEED = 20_260_101
COMPANY_ZONE = "Europe/Amsterdam"


class DemoError(Exception):
    """A demo that cannot be written as asked."""


@dataclass(frozen=True)
class World:
    """One simulated company; stored in demo/world.json at the first call."""

    start: date
    months: int
    customers: int
    seed: int
    history_through: date
    written_through: date

    @property
    def chunks(self) -> int:
        """Into how many independent parts the customer base is cut."""
        return -(-self.customers // CHUNK_CUSTOMERS)

    @property
    def outage_month(self) -> int:
        """The month of history in which the service failed for some days."""
        return max(0, self.months * 2 // 3)

    @property
    def bad_cohort_months(self) -> tuple[int, int]:
        """The first and last month of the onboarding that went wrong."""
        return self.months // 3, self.months // 3 + 1

    @property
    def agent_slots(self) -> int:
        """How many desks the support team has, four teams together."""
        return 4 * min(100, max(2, self.customers // 800))

    def chunk_size(self, chunk: int) -> int:
        """How many of the agreed customers belong to one chunk."""
        return (self.customers * (chunk + 1)) // self.chunks - (
            self.customers * chunk
        ) // self.chunks

    def joined_by(self, chunk: int, month: int) -> int:
        """How many customers of the chunk have joined before the month ends."""
        if month < 0:
            share = 0.6 * (month + 1 + WARM_UP_MONTHS) / WARM_UP_MONTHS
        else:
            share = 0.6 + 0.4 * (month + 1) / self.months
        return int(self.chunk_size(chunk) * share)

    def first_day(self, month: int) -> int:
        """The first day of a month of the simulation, in days since 1970."""
        return int(_month_days(self._ordinal + month))

    def first_days(self, months: Ints) -> Ints:
        """The same for many months at once."""
        return _month_days(self._ordinal + months)

    def month_of(self, day: date) -> int:
        """The month of the simulation in which a day lies; 0 is the first of the history."""
        return (day.year - self.start.year) * 12 + day.month - self.start.month

    @property
    def _ordinal(self) -> int:
        return (self.start.year - 1970) * 12 + self.start.month - 1

    def draws(self, purpose: str, chunk: int, month: int) -> np.random.Generator:
        """A fresh stream of random numbers for one purpose, chunk and month."""
        return np.random.default_rng([self.seed, crc32(purpose.encode()), chunk, month + 10_000])


def _month_days(ordinals: Ints | int) -> Ints:
    return np.asarray(ordinals).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def add_months(days: Ints, months: Ints | int) -> Ints:
    """Days since 1970 moved by whole months; days after the 28th are not used in this world."""
    dates = days.astype("datetime64[D]")
    ordinals = dates.astype("datetime64[M]").astype(np.int64)
    return _month_days(ordinals + months) + (days - _month_days(ordinals))


def end_of_day(day: date) -> int:
    """The instant at which a day ends in the company's zone, in seconds since 1970."""
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(COMPANY_ZONE))
    return int(midnight.astimezone(UTC).timestamp())


def first_world(
    through: date, *, months: int | None, customers: int | None, seed: int | None
) -> World:
    """The company as it is founded by the first call."""
    months = DEFAULT_MONTHS if months is None else months
    customers = DEFAULT_CUSTOMERS if customers is None else customers
    if months < 1 or customers < 1:
        raise DemoError(
            f"a demo needs at least one month and one customer, not {months} and {customers}"
        )
    ordinal = through.year * 12 + through.month - 1 - (months - 1)
    return World(
        start=date(ordinal // 12, ordinal % 12 + 1, 1),
        months=months,
        customers=customers,
        seed=DEFAULT_SEED if seed is None else seed,
        history_through=through,
        written_through=through,
    )


def world_file(home: Path) -> Path:
    """Where the company's configuration lies."""
    return home / "demo" / "world.json"


def read_world(home: Path) -> World | None:
    """The company as an earlier call founded it; none before the first."""
    path = world_file(home)
    if not path.exists():
        return None
    document = json.loads(path.read_text(encoding="utf-8"))
    for name in ("start", "history_through", "written_through"):
        document[name] = date.fromisoformat(document[name])
    return World(**document)


def save_world(home: Path, world: World) -> None:
    """Write the configuration last, so that a broken call is simply repeated."""
    path = world_file(home)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(asdict(world), default=str, indent=2) + "\n", encoding="utf-8")
    partial.replace(path)


def check_same_world(
    world: World, *, months: int | None, customers: int | None, seed: int | None
) -> None:
    """Refuse to continue one company with another company's parameters."""
    for name, asked in (("months", months), ("customers", customers), ("seed", seed)):
        if asked is not None and asked != getattr(world, name):
            raise DemoError(
                f"demo/world.json was founded with {name}={getattr(world, name)}, not {asked}:"
                " leave the option out to continue it, or use another data folder"
            )
