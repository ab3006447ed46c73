"""Tests of days: of an instant the company's own, of plain dates the one that is written."""

from datetime import date
from pathlib import Path

import pytest

from tests.unit.loading import Desk, column, contract

DAYS = {
    "2024-03-01": date(2024, 3, 1),
    "2024-02-29T23:00:00Z": date(2024, 3, 1),
    "2024-02-29T23:00:00.000Z": date(2024, 3, 1),
    "2024-02-29 23:30+00": date(2024, 3, 1),
    "2024-03-01T00:00:00+01:00": date(2024, 3, 1),
    "2024-03-01T00:00:00": date(2024, 3, 1),
    "9999-12-31": date(9999, 12, 31),
}


@pytest.mark.parametrize(("told", "day"), DAYS.items(), ids=DAYS)
def test_the_day_of_an_instant_is_the_companys_own(tmp_path: Path, told: str, day: date) -> None:
    columns = (column("id"), column("start", "date"))
    desk = Desk(tmp_path, contract(columns=columns, time_zone="Europe/Amsterdam"))
    desk.drop("a.csv", f"id,start\n1,{told}\n")

    desk.load()

    assert desk.rows("start") == [(day,)]
