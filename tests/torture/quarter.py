"""A quarter of nights: quiet ones raise no alarm, and every disorder mixed ends as if in order."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from orchestration.settings import Settings
from quality.verdicts import read_stops, read_verdicts, warnings
from tests.pipeline.nights import build, copy_of, differences, quick_night
from tests.torture.orders import Orders, Row, compared, lines_of, mend_after, write_lines

EVENTS, PEOPLE = "segment/tracks", "zendesk/users"
SAME = "the same rows"

# What one day of one company does, given what was delivered in time.
Day = Callable[[Orders, Settings, date], None]


def quiet(orders: Orders) -> Row:
    """What gates and audits said in the nights that were in order."""
    verdicts = orders.in_order.verdicts
    stops = [verdict.sentence for verdict in read_stops(verdicts)]
    warned = Counter(f"{each.table} {each.rule}" for each in warnings(read_verdicts(verdicts)))
    said = f"{len(orders.days)} nights, {len(stops)} stopped, {warned.total()} warnings"
    return "quiet nights", f"{said} {dict(warned) or ''}".strip(), stops


def mixed(orders: Orders) -> list[Row]:
    """The same deliveries in every disorder, against the nights in order and a full refresh."""
    settings = orders.company("mixed")
    seen: Counter[str] = Counter()
    for number, day in enumerate(orders.days[:-1]):
        name, disorder = _DISORDERS.get(number % _EVERY, ("in time", _in_time))
        disorder(orders, settings, day)
        seen[name] += 1
    # What is held back until the next day comes with the last one.
    last = {"late": _catching_up, "absent": _overtaken}.get(name, _in_time)
    last(orders, settings, orders.days[-1])
    days = ", ".join(f"{count} {name}" for name, count in seen.items())
    return [
        compared(f"a quarter in disorder ({days})", orders.differences(settings), SAME),
        compared("its increments against a full refresh", _refreshed(orders, settings), SAME),
        compared("nights in order against one", _refreshed(orders, orders.in_order), SAME),
    ]


def _refreshed(orders: Orders, settings: Settings) -> dict[str, int]:
    """What a full refresh of a company's last night has otherwise than its increments."""
    anew = copy_of(settings, orders.folder / f"{settings.home.parent.name}-anew")
    build(anew, orders.days[-1], full_refresh=True)
    return differences(settings.published_warehouse, anew.published_warehouse)


def _in_time(orders: Orders, settings: Settings, day: date) -> None:
    orders.deliver(settings, day)
    quick_night(settings, day)


def _unattended(orders: Orders, settings: Settings, day: date) -> None:
    """Files come and no night is run."""
    orders.deliver(settings, day)


def _twice(orders: Orders, settings: Settings, day: date) -> None:
    _in_time(orders, settings, day)
    quick_night(settings, day)


def _resent(orders: Orders, settings: Settings, day: date) -> None:
    """A file of a week before comes again, under another name."""
    for path in _of(settings, PEOPLE, day - timedelta(days=7)):
        shutil.copy(path, path.with_name(f"again-{path.name}"))
    _in_time(orders, settings, day)


def _rewritten(orders: Orders, settings: Settings, day: date) -> None:
    """Yesterday's files of the desk come again under their names, their lines in another order."""
    for path in (settings.landing / "zendesk").glob(f"*/{day - timedelta(days=1)}*"):
        write_lines(path, reversed(lines_of(path)), mtime=1)
    _in_time(orders, settings, day)


def _late(orders: Orders, settings: Settings, day: date) -> None:
    """Most events of the day come with those of the next one."""
    orders.deliver(settings, day)
    (path,) = _of(settings, EVENTS, day)
    write_lines(path, lines_of(path)[:1])
    quick_night(settings, day)


def _catching_up(orders: Orders, settings: Settings, day: date) -> None:
    """The rest of yesterday's events, before today's in one file."""
    orders.deliver(settings, day)
    (early,) = _of(orders.kept, EVENTS, day - timedelta(days=1))
    (path,) = _of(settings, EVENTS, day)
    write_lines(path, [*lines_of(early)[1:], *lines_of(path)])
    quick_night(settings, day)


def _corrected(orders: Orders, settings: Settings, day: date, *, fault: str) -> None:
    """A night that a gate stops, and the right file in its place."""
    orders.deliver(settings, day)
    mend_after(fault, orders, settings, day)
    quick_night(settings, day)


def _overtaken(orders: Orders, settings: Settings, day: date) -> None:
    """Yesterday's files, that did not come yesterday, come after the night of today's."""
    _in_time(orders, settings, day)
    orders.deliver(settings, day - timedelta(days=1))
    quick_night(settings, day)


def _absent(_orders: Orders, _settings: Settings, _day: date) -> None:
    """Nothing comes, and no night is run."""


def _recomputed(orders: Orders, settings: Settings, day: date) -> None:
    """Somebody computes the night of four weeks before, or the first; the next one is as ever.

    Of a day whose files came with a later night the gate would say that none had come.
    """
    _in_time(orders, settings, day)
    quick_night(settings, max(orders.days[0], day - timedelta(days=2 * _EVERY)))


def _of(place: Settings | Path, table: str, day: date) -> list[Path]:
    landing = place if isinstance(place, Path) else place.landing
    return sorted((landing / table).glob(f"{day}*"))


# By the day's place in a fortnight; the other days are in time.
_EVERY = 14
_DISORDERS: dict[int, tuple[str, Day]] = {
    0: ("twice", _twice),
    1: ("resent", _resent),
    2: ("rewritten", _rewritten),
    4: ("late", _late),
    5: ("catching up", _catching_up),
    6: ("corrected", partial(_corrected, fault="negative_amounts")),
    7: ("corrected", partial(_corrected, fault="renamed_column")),
    8: ("absent", _absent),
    9: ("overtaken", _overtaken),
    10: ("unattended", _unattended),
    11: ("unattended", _unattended),
    13: ("recomputed", _recomputed),
}
