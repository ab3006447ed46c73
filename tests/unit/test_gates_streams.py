"""Tests of how much came, and how often: streams read from a ledger, and the rules about them."""

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from quality.contract import ColumnContract, TableContract
from quality.deliveries import Calendar, Stream, read_ledger, streams
from quality.suites.volume import volume
from quality.verdicts import Verdict
from tests.unit.test_gates_arrivals import GOOD, TABLE

TUESDAY = date(2026, 3, 31)
FIRST = date(2026, 1, 1)
SPORADIC = replace(TABLE, volume="sporadic")
FEED = TableContract(
    source="mapped",
    name="orders",
    description="Orders.",
    format="feed",
    key=("order_id",),
    columns=(ColumnContract("order_id", "Number.", "varchar", required=True),),
    volume="sporadic",
)


def loaded(lake: Path, feed: str, night: date, rows: int, **told: object) -> None:
    folder = lake / "_loads" / feed / FEED.name
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{night}-{told.get('status', 'loaded')}"
    base = {"file": name, "hash": name, "status": "loaded", "rows_in": rows, "rows_rejected": 0}
    record = {**base, "loaded_on": night.isoformat(), **told}
    (folder / f"{name}.json").write_text(json.dumps(record), encoding="utf-8")


def nights(until: date = TUESDAY) -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((until - FIRST).days)]


def read(lake: Path, as_of: date = TUESDAY, calendar: Calendar | None = None) -> tuple[Stream, ...]:
    ledger = read_ledger(lake, FEED, as_of)
    return streams(ledger, FEED, as_of, calendar or Calendar())


def told(
    *came: Stream, table: TableContract = FEED, as_of: date = TUESDAY, **more: object
) -> list[tuple[str, bool]]:
    """The rules that were broken, and whether they stop the night."""
    arrivals = replace(GOOD, streams=came, files=GOOD.files if came[0].files else (), **more)
    verdicts: list[Verdict] = list(volume(arrivals, table, as_of, ()))
    return [(verdict.rule, verdict.is_blocking) for verdict in verdicts if not verdict.passed]


def test_each_feed_of_an_entity_has_a_rhythm_of_its_own(tmp_path: Path) -> None:
    for night in nights():
        loaded(tmp_path, "shop", night, 500)
        if night.weekday() == 0:
            loaded(tmp_path, "market", night, 80)

    market, shop = read(tmp_path)

    assert (market.name, shop.name) == ("market/orders", "shop/orders")
    assert told(market, shop) == [("volume:shop", True)]


def test_a_feed_that_came_nightly_and_loses_its_rows_stops_the_night(tmp_path: Path) -> None:
    for night in nights():
        loaded(tmp_path, "shop", night, 500)
    loaded(tmp_path, "shop", TUESDAY, 3)

    assert told(*read(tmp_path)) == [("volume:shop", True)]


def test_a_feed_of_working_days_owes_nothing_on_a_sunday(tmp_path: Path) -> None:
    for night in nights():
        if night.weekday() < 5:
            loaded(tmp_path, "shop", night, 500)

    assert told(*read(tmp_path, date(2026, 3, 29)), as_of=date(2026, 3, 29)) == []
    assert told(*read(tmp_path)) == [("volume:shop", True)]


def test_a_monthly_file_is_held_against_those_before_it(tmp_path: Path) -> None:
    for month in range(4, 13):
        loaded(tmp_path, "shop", date(2025, month, 3), 3000 + 50 * (month % 3))
    usual = read(tmp_path, date(2026, 1, 4))[0]
    came = replace(usual, files=1)

    assert told(usual) == []
    assert told(replace(came, rows=3100)) == []
    assert told(replace(came, rows=900)) == [("volume:shop", True)]
    assert told(replace(came, rows=9000)) == [("volume_high:shop", False)]


def test_a_feed_that_stays_away_for_longer_than_ever_is_told_and_then_missed(
    tmp_path: Path,
) -> None:
    # Two nights of three, so that no weekday has a file each time.
    kept = [night for n, night in enumerate(nights()) if n % 3]
    for night in kept:
        loaded(tmp_path, "shop", night, 50)

    def silent(days: int) -> list[tuple[str, bool]]:
        as_of = kept[-1] + timedelta(days=days)
        return told(*read(tmp_path, as_of), as_of=as_of)

    assert [silent(3), silent(6), silent(9)] == [
        [],
        [("rhythm_late:shop", False)],
        [("rhythm:shop", True)],
    ]


def test_nights_that_did_not_run_are_no_silence(tmp_path: Path) -> None:
    for night in nights(date(2026, 3, 1)):
        loaded(tmp_path, "shop", night, 50)
    judged = dict.fromkeys(nights(date(2026, 3, 1)), True)

    [shop] = read(tmp_path, calendar=Calendar(judged=judged))

    assert max(shop.past_rows) == date(2026, 2, 28)


def test_nothing_is_learned_from_a_night_that_was_stopped(tmp_path: Path) -> None:
    for night in nights():
        loaded(tmp_path, "shop", night, 500)
    stopped = date(2026, 3, 24)

    [shop] = read(tmp_path, calendar=Calendar(judged={stopped: False}))

    assert stopped not in shop.past_rows
    assert date(2026, 3, 23) in shop.past_rows


def test_a_lasting_change_that_was_declared_begins_anew(tmp_path: Path) -> None:
    for night in nights():
        loaded(tmp_path, "shop", night, 500)

    [shop] = read(tmp_path, calendar=Calendar(since={"shop/orders": TUESDAY}))

    assert told(replace(shop, files=1, rows=30)) == []


def test_what_a_changed_map_loads_again_came_another_night(tmp_path: Path) -> None:
    for night in nights():
        loaded(tmp_path, "shop", night, 500)
    loaded(tmp_path, "shop", TUESDAY, 90_000, is_reload=True)
    loaded(tmp_path, "shop", TUESDAY, 700, status="replaced")

    [shop] = read(tmp_path)

    assert (shop.files, shop.rows) == (0, 0)


def test_an_empty_night_after_a_first_load_is_held_against_its_own_days() -> None:
    young = Stream("desk/tickets", 1, 0, {}, frozenset())
    days = {TUESDAY - timedelta(days=n): 60 for n in range(2, 30)}
    quiet = {**days, **{day: 0 for day in days if day.weekday() == 1}}

    assert told(young, table=TABLE, first_days=days) == [("volume", True)]
    assert told(young, table=TABLE, first_days=quiet) == []
    assert told(replace(young, rows=1), table=TABLE, first_days=days) == []
