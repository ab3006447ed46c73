"""Tests of files that come again under their name with other bytes."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from orchestration.loading import read_ledger
from orchestration.loading.editions import replacing_nights
from orchestration.loading.load import run
from orchestration.loading.replay import replay
from orchestration.loading.tables import job_of_table
from tests.unit.loading import NIGHT, Desk, contract

NEXT = NIGHT + timedelta(days=1)
WRONG, RIGHT = "id,score\n1,99\n2,5\n", "id,score\n1,9\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, contract())


def test_another_content_of_a_name_is_another_file_of_the_lake(desk: Desk) -> None:
    desk.drop("tickets.csv", WRONG)
    desk.load()
    desk.drop("tickets.csv", RIGHT)

    summary = desk.load(NEXT)

    assert (summary.files, summary.rows_loaded) == (1, 1)
    first = desk.settings.landing.relative_to(desk.settings.home) / "desk/tickets/tickets.csv"
    assert desk.rows("_file, _row, score") == [
        (f"{first}", 1, 99),
        (f"{first}", 2, 5),
        (f"{first}#0002", 1, 9),
    ]


def test_a_file_corrected_in_the_night_that_brought_it_takes_its_place(desk: Desk) -> None:
    desk.drop("tickets.csv", WRONG)
    desk.load()
    desk.drop("tickets.csv", RIGHT)

    summary = desk.load()

    assert (summary.files, summary.rows_loaded) == (1, 1)
    assert desk.rows("id, score") == [("1", 9)]
    assert sorted((r.status, r.rows_in) for r in read_ledger(desk.settings)) == [
        ("loaded", 1),
        ("replaced", 0),
    ]
    assert (replacing_nights(desk.settings.lake, NIGHT), desk.load()) == ([NIGHT], summary)


def test_refused_rows_of_a_corrected_file_are_settled(desk: Desk) -> None:
    desk.drop("tickets.csv", "id,score\n1,many\n")
    desk.load()
    desk.drop("tickets.csv", RIGHT)

    summary = desk.load()

    assert (summary.rows_loaded, summary.rows_rejected) == (1, 0)
    assert not any((desk.settings.rejects / desk.table.path).glob("*.parquet"))


def test_bytes_that_come_back_stand_again(desk: Desk) -> None:
    for content in (WRONG, RIGHT, WRONG):
        desk.drop("tickets.csv", content)
        desk.load()

    assert desk.rows("id, score") == [("1", 99), ("2", 5)]
    desk.load(NEXT)
    assert desk.rows("id, score") == [("1", 99), ("2", 5)]


def test_bytes_that_were_taken_back_may_come_under_another_name(desk: Desk) -> None:
    for content in (WRONG, RIGHT):
        desk.drop("tickets.csv", content)
        desk.load()
    desk.drop("more.csv", WRONG)

    desk.load(NEXT)

    assert sorted(desk.rows("id, score")) == [("1", 9), ("1", 99), ("2", 5)]


def test_a_changed_map_takes_no_older_edition_back(desk: Desk) -> None:
    job = replace(job_of_table(desk.table, desk.settings, NIGHT), reload_on_change=True)
    for content in (WRONG, RIGHT):
        _copy_in(desk, content)
        run(job)
        job = replace(job, as_of=job.as_of + timedelta(days=1))
    job = replace(job, fingerprint="another map")
    run(job)
    _copy_in(desk, "id,score\n3,3\n")

    run(job)

    assert sorted(desk.rows("id, score")) == [("1", 9), ("1", 99), ("2", 5), ("3", 3)]


def _copy_in(desk: Desk, content: str) -> None:
    """As a feed's files lie there: each content in a folder that its hash names."""
    digest = sha256(content.encode()).hexdigest()
    desk.drop(f"{digest[:12]}/tickets.csv", content)


def test_bytes_that_come_back_in_a_later_night_are_a_new_edition(desk: Desk) -> None:
    for day, content in enumerate((RIGHT, WRONG, RIGHT)):
        desk.drop("tickets.csv", content)
        summary = desk.load(NIGHT + timedelta(days=day))
    again = desk.load(NIGHT + timedelta(days=3))

    assert (summary.files, summary.rows_loaded, again.files) == (1, 1, 0)
    names = [name.rpartition("/")[2] for (name,) in desk.rows("_file")]
    assert names == ["tickets.csv", "tickets.csv#0002", "tickets.csv#0002", "tickets.csv#0003"]


def test_bytes_that_come_back_take_the_place_of_the_same_night(desk: Desk) -> None:
    desk.drop("tickets.csv", RIGHT)
    desk.load()
    for content in (WRONG, RIGHT, WRONG, RIGHT):
        desk.drop("tickets.csv", content)
        desk.load(NEXT)

    assert desk.rows("score, _loaded_on") == [(9, NIGHT), (9, NEXT)]


def test_rejected_rows_of_bytes_that_come_back_are_replayed_once(desk: Desk) -> None:
    bad = "id,score\n1,9\n2,many\n"
    for day, content in enumerate((bad, RIGHT, bad)):
        desk.drop("tickets.csv", content)
        desk.load(NIGHT + timedelta(days=day))
    columns = tuple(replace(c, data_type="varchar") for c in desk.table.columns)
    learned = Desk(desk.home, replace(desk.table, columns=columns))

    (told,) = replay(job_of_table(learned.table, learned.settings, NIGHT + timedelta(days=3)))

    assert (told.rows, told.loaded, told.rejected) == (1, 1, 0)
