"""Refused rows are an open matter until another file of the same name has been loaded."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.refused_rows import refused_rows
from orchestration.rejects import Wanted, reject_groups, rejected_rows
from tests.unit.loading import NIGHT, Desk, contract

LATER = date(2024, 3, 2)
BAD, MENDED = "id,score,created_at\n1,five,\n2,6,\n", "id,score,created_at\n1,5,\n2,6,\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", BAD)
    desk.load()
    return desk


def test_a_mended_file_leaves_no_open_rows(desk: Desk) -> None:
    assert [group.rows for group in reject_groups(desk.settings, Wanted())] == [1]
    desk.drop("a.csv", MENDED)

    desk.load(LATER)

    assert reject_groups(desk.settings, Wanted()) == ()
    (told,) = rejected_rows(desk.settings, Wanted(with_replaced=True), limit=9)
    assert (told.value, told.replaced_on) == ("five", LATER)


def test_a_file_of_another_name_replaces_nothing(desk: Desk) -> None:
    desk.drop("b.csv", MENDED)

    desk.load(LATER)

    assert [group.file for group in reject_groups(desk.settings, Wanted())] == [
        "landing/desk/tickets/a.csv"
    ]


def test_a_file_mended_badly_has_its_own_rows_open(desk: Desk) -> None:
    desk.drop("a.csv", BAD.replace("five", "fifth"))

    desk.load(LATER)

    (told,) = rejected_rows(desk.settings, Wanted(), limit=9)
    assert (told.value, told.replaced_on) == ("fifth", None)


def test_a_night_knows_nothing_of_later_ones(desk: Desk) -> None:
    desk.drop("a.csv", MENDED)
    desk.load(LATER)
    settings = desk.settings

    def open_rows(night: date) -> int:
        rows = refused_rows(settings.rejects, settings.lake, f"date '{night}'")
        return len(duckdb.sql(f"from ({rows}) where replaced_on is null").fetchall())

    assert (open_rows(NIGHT), open_rows(LATER)) == (1, 0)


def test_without_rejects_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert reject_groups(Desk(tmp_path, contract()).settings, Wanted()) == ()
