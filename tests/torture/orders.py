"""Nights in every order: what came late, twice or corrected ends as if it had come in time."""

import gzip
import shutil
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from orchestration.demo.faults import plant
from orchestration.demo.writing import write_demo
from orchestration.nights import StageError
from orchestration.settings import PROJECT, Settings, load_settings
from tests.pipeline.nights import copy_of, differences, quick_night

DAYS = 3
# What is printed of one check: its name, how it ended, and what is wrong.
Row = tuple[str, str, list[str]]
COMPANY = """
[company]
name = "Small"
time_zone = "Europe/Amsterdam"
currency = "EUR"
country = "NL"
sources = [SOURCES]
"""


class Orders:
    """One company, its next days' deliveries held back, and the nights as they should be."""

    def __init__(self, first: Settings, first_night: date, folder: Path, days: int = DAYS) -> None:
        """Write the deliveries of the days to come and run them in order."""
        self.folder = folder
        self.days = [first_night + timedelta(days=n) for n in range(1, days + 1)]
        self.start = copy_of(first, folder / "start")
        told = copy_of(first, folder / "told")
        write_demo(told.home, through=self.days[-1])
        self.kept = told.landing
        self.in_order = copy_of(self.start, folder / "in_order")
        for day in self.days:
            self.deliver(self.in_order, day)
            quick_night(self.in_order, day)

    def company(self, name: str) -> Settings:
        """The company as it was before these days."""
        return copy_of(self.start, self.folder / name)

    def deliver(self, settings: Settings, day: date, *, but: str = "") -> None:
        """The files of a day arrive, but for one table's."""
        for path in self.kept.rglob(f"{day}*"):
            target = settings.landing / path.relative_to(self.kept)
            if not but or but not in target.as_posix():
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, target)

    def differences(self, settings: Settings) -> dict[str, int]:
        """Rows that differ from the nights in order, but for the night that brought them."""
        left, right = self.in_order.published_warehouse, settings.published_warehouse
        return differences(left, right, but="_loaded_on")


def scenarios() -> dict[str, Callable[[Orders], Settings]]:
    """Every order there is, by its name."""
    return {
        "the same night twice": _twice,
        "a week missed": _missed,
        "days out of order": _out_of_order,
        "an old file again": _resent,
        "a corrected file": _corrected,
        "files written again": _rewritten,
        "late events": _late,
        "a file that still grows": _growing,
    }


def _twice(orders: Orders) -> Settings:
    settings = orders.company("twice")
    for day in orders.days:
        orders.deliver(settings, day)
        quick_night(settings, day)
    quick_night(settings, orders.days[-1])
    return settings


def _missed(orders: Orders) -> Settings:
    settings = orders.company("missed")
    for day in orders.days:
        orders.deliver(settings, day)
    quick_night(settings, orders.days[-1])
    return settings


def _out_of_order(orders: Orders) -> Settings:
    settings = orders.company("out_of_order")
    first, second, third = orders.days
    orders.deliver(settings, first)
    quick_night(settings, first)
    orders.deliver(settings, third)
    quick_night(settings, third)
    orders.deliver(settings, second)
    quick_night(settings, third)
    return settings


def _resent(orders: Orders) -> Settings:
    settings = orders.company("resent")
    for day in orders.days:
        orders.deliver(settings, day)
        if day == orders.days[-1]:
            for path in (settings.landing / "zendesk" / "users").glob(f"{orders.days[0]}*"):
                shutil.copy(path, path.with_name(f"again-{path.name}"))
        quick_night(settings, day)
    return settings


def _corrected(orders: Orders) -> Settings:
    """A file that is refused, or that a gate stops, is replaced by the right one in its night."""
    settings = orders.company("corrected")
    for day, fault in zip(orders.days, ("negative_amounts", "renamed_column", ""), strict=True):
        orders.deliver(settings, day)
        if fault:
            mend_after(fault, orders, settings, day)
        quick_night(settings, day)
    return settings


def mend_after(fault: str, orders: Orders, settings: Settings, day: date) -> None:
    """A fault of a day's files stops their night, and the right file comes in their place."""
    broken = plant(fault, settings.landing, day)
    _stopped(settings, day)
    broken.write_bytes((orders.kept / broken.relative_to(settings.landing)).read_bytes())


def lines_of(path: Path) -> list[bytes]:
    """The lines of a file of the desk or of events."""
    return gzip.decompress(path.read_bytes()).splitlines(keepends=True)


def write_lines(path: Path, lines: Iterable[bytes], *, mtime: int = 0) -> None:
    """Write such a file; with another `mtime` the same lines are other bytes."""
    path.write_bytes(gzip.compress(b"".join(lines), mtime=mtime))


def _rewritten(orders: Orders) -> Settings:
    """Files come again under their names a day later, with the same rows in another order."""
    settings = orders.company("rewritten")
    for day in orders.days:
        orders.deliver(settings, day)
        if day == orders.days[1]:
            for path in (settings.landing / "zendesk").glob(f"*/{orders.days[0]}*"):
                write_lines(path, reversed(lines_of(path)), mtime=1)
        quick_night(settings, day)
    return settings


def _late(orders: Orders) -> Settings:
    """The first day's events come with the last day's."""
    settings = orders.company("late")
    table = "segment/tracks"
    for day in orders.days:
        orders.deliver(settings, day)
        if day == orders.days[0]:
            (early,) = (settings.landing / table).glob(f"{day}*")
            lines = lines_of(early)
            write_lines(early, lines[:1])
        if day == orders.days[-1]:
            (last,) = (settings.landing / table).glob(f"{day}*")
            write_lines(last, [*lines_of(last), *lines[1:]])
        quick_night(settings, day)
    return settings


def _growing(orders: Orders) -> Settings:
    """A file under a name that is not finished is left for the night in which it is."""
    settings = orders.company("growing")
    for day in orders.days:
        orders.deliver(settings, day)
        (path,) = (settings.landing / "zendesk" / "comments").glob(f"{day}*")
        half = path.with_name(f"{path.name}.part")
        half.write_bytes(path.read_bytes()[:100])
        quick_night(settings, day)
        half.unlink()
    return settings


def compared(name: str, found: dict[str, int], same: str) -> Row:
    """The row of a comparison of marts; `same` says what it is if no row differs."""
    wrong = [f"{name}: {rows} rows of {mart} differ" for mart, rows in found.items()]
    return name, "differs" if found else same, wrong


def _stopped(settings: Settings, day: date) -> None:
    try:
        quick_night(settings, day)
    except StageError:
        return
    raise AssertionError(f"the night of {day} should have been stopped")


def small_company(
    folder: Path, night: date, *, customers: int, months: int, sources: str
) -> Settings:
    """A company of the given size and sources, before its first night."""
    company = folder / "company"
    company.mkdir()
    named = ", ".join(f'"{source}"' for source in sources.split(","))
    (company / "cx.toml").write_text(COMPANY.replace("SOURCES", named), encoding="utf-8")
    # Its files are the demo company's, so what its surveys and journeys are is theirs as well.
    shutil.copytree(PROJECT / "dbt_project" / "seeds", company / "seeds")
    settings = load_settings(company, {"CX_HOME": str(folder / "home")})
    write_demo(settings.home, through=night, months=months, customers=customers, seed=11)
    return settings
