"""A night that did not start, was killed, or takes too long is noticed by whoever asks."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.company_night import Night
from orchestration.night_records import NightRecord, write_record
from orchestration.nights import is_held
from orchestration.settings import Settings
from orchestration.state import ahead, lateness
from tests.unit.loading import settings_in

DUE = date(2026, 5, 31)
BEFORE, AFTER = datetime(2026, 6, 1, 4, 59, tzinfo=UTC), datetime(2026, 6, 1, 5, 0, tzinfo=UTC)
RUNNING = NightRecord(DUE, "running", started_at=datetime(2026, 6, 1, 3, tzinfo=UTC), stage="build")


@pytest.fixture
def company(tmp_path: Path) -> Settings:
    return replace(settings_in(tmp_path), night=Night(hour=3, late_after_minutes=120))


def late(company: Settings, now: datetime = AFTER, *, is_at_work: bool = False) -> str:
    return lateness(company, date(2026, 5, 30), now, is_at_work=is_at_work) or ""


def test_a_night_is_due_at_its_hour_and_some_time(company: Settings) -> None:
    assert late(company, BEFORE) == ""
    assert late(company, AFTER) == (
        "the night of 2026-05-31 was due by 2026-06-01 05:00 UTC, published is 2026-05-30:"
        " it did not start; cx nightly --as-of 2026-05-31"
    )


def test_the_hour_is_that_of_the_company(company: Settings) -> None:
    tokyo = replace(company, time_zone="Asia/Tokyo")

    assert late(tokyo, datetime(2026, 5, 31, 19, 59, tzinfo=UTC)) == ""
    assert "05:00 Asia/Tokyo" in late(tokyo, datetime(2026, 5, 31, 20, 0, tzinfo=UTC))


def test_what_is_published_is_not_late(company: Settings) -> None:
    assert lateness(company, DUE, AFTER, is_at_work=False) is None


@pytest.mark.parametrize(
    ("record", "is_at_work", "why"),
    [
        (RUNNING, True, "it is still at build"),
        (RUNNING, False, "it was killed at build"),
        (replace(RUNNING, status="stopped", reason="too few"), False, "it was stopped at build"),
        (replace(RUNNING, status="published"), False, "an older night has been published since"),
    ],
)
def test_a_late_night_says_why(
    company: Settings, record: NightRecord, is_at_work: bool, why: str
) -> None:
    write_record(company.nights, record)

    assert why in late(company, is_at_work=is_at_work)


def test_a_process_that_has_gone_is_not_at_work(tmp_path: Path) -> None:
    assert not is_held(tmp_path)
    (tmp_path / "night.pid").write_text("999999999\n", encoding="utf-8")
    assert not is_held(tmp_path)


def test_a_lake_ahead_of_the_clock_is_told(company: Settings) -> None:
    def hold(night: date) -> None:
        (company.lake / company.sources[0] / "orders" / f"_loaded_on={night}").mkdir(parents=True)

    hold(date(2026, 6, 1))
    assert ahead(company, AFTER) is None

    hold(date(2027, 11, 27))
    assert "the lake holds the night of 2027-11-27, which lies ahead" in (
        ahead(company, AFTER) or ""
    )
