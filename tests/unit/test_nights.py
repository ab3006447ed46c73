"""The record of a night and the lock that makes it the only one."""

import fcntl
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from orchestration.night_records import read_record, read_records, record_path
from orchestration.nights import NightBusyError, NightRun, StageError, hold_lock, is_held
from orchestration.settings import load_settings
from orchestration.steps import Night, gate
from quality.contract import TableContract, read_contract
from quality.verdicts import Verdict


@contextmanager
def held_elsewhere(home: Path) -> Iterator[None]:
    """As another process holds it: by a handle of its own, which no singleton knows."""
    with (home / "night.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


NIGHT = date(2026, 5, 31)
STARTED = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)


def test_a_night_that_is_killed_is_seen_as_running_in_its_stage(tmp_path: Path) -> None:
    with NightRun(tmp_path, NIGHT, STARTED).stage("gate"):
        record = read_record(tmp_path, NIGHT)

    assert record is not None
    assert (record.status, record.stage) == ("running", "gate")


def test_the_steps_of_a_stage_add_up(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)

    for table in ("tickets", "users"):
        with run.stage("land", table):
            run.count(loaded=2, rejected=1)

    assert list(run.record.timings) == ["land"]
    assert (run.record.rows_loaded, run.record.rows_rejected) == (4, 2)


def test_a_night_that_brings_nothing_anew_keeps_its_counts(tmp_path: Path) -> None:
    first = NightRun(tmp_path, NIGHT, STARTED)
    first.count(loaded=58, rejected=2)
    first.finish()

    built_again = NightRun(tmp_path, NIGHT, STARTED).finish()
    run_again = NightRun(tmp_path, NIGHT, STARTED)
    run_again.count(loaded=3, rejected=1)
    run_again.count(loaded=4, rejected=0)

    assert (built_again.rows_loaded, built_again.rows_rejected) == (58, 2)
    assert (run_again.record.rows_loaded, run_again.record.rows_rejected) == (7, 1)


def test_a_corrected_night_remembers_that_it_was_stopped(tmp_path: Path) -> None:
    NightRun(tmp_path, NIGHT, STARTED).close()
    NightRun(tmp_path, NIGHT, STARTED)

    corrected = NightRun(tmp_path, NIGHT, STARTED).finish()

    assert (corrected.status, corrected.stopped_runs) == ("published", 2)


def test_a_night_remembers_what_its_site_could_not_show(tmp_path: Path) -> None:
    NightRun(tmp_path, NIGHT, STARTED).finish(site_warnings=3)

    assert read_records(tmp_path)[0].site_warnings == 3
    assert NightRun(tmp_path, NIGHT, STARTED).record.site_warnings == 0


def test_a_finished_night_is_published(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)

    run.finish()

    assert run.close().status == "published"
    assert read_records(tmp_path) == (run.record,)


def test_a_night_that_was_not_finished_is_stopped_by_its_first_error(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)
    run.fail(StageError("gate", "no\n file", "cx status"), "a")
    run.fail(StageError("gate", "too few rows", "cx status"), "b")

    record = run.close()

    assert (record.status, record.stage) == ("stopped", "gate")
    assert record.reason == "no file (and 1 more)"


def test_a_step_that_is_retried_with_success_is_forgiven(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)
    with pytest.raises(OSError, match="away"), run.stage("land"):
        raise OSError("away")

    with run.stage("land"):
        pass
    run.fail(StageError("gate", "too few rows"))

    assert run.close().stage == "gate"


def test_the_gate_of_a_source_is_not_forgiven_because_that_of_another_went_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def judge(_: object, *, tables: Sequence[TableContract], **__: object) -> tuple[Verdict, ...]:
        if tables[0].source == "zendesk":
            raise OSError("away")
        return ()

    monkeypatch.setattr("orchestration.judging.judge", judge)
    settings = load_settings(None, {"CX_HOME": str(tmp_path)})
    night = Night(settings, NIGHT, NightRun(tmp_path, NIGHT, STARTED))
    tables = read_contract(settings.models, ["salesforce", "zendesk"])

    with pytest.raises(OSError, match="away"):
        gate(night, [table for table in tables if table.source == "zendesk"])
    gate(night, [table for table in tables if table.source == "salesforce"])

    assert night.run.close().reason == "zendesk: OSError: away"


def test_an_unexpected_error_keeps_its_kind_in_the_reason(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)

    with pytest.raises(ValueError, match="odd"), run.stage("audit", "marts"):
        raise ValueError("odd")

    assert run.close().reason == "marts: ValueError: odd"


def test_a_record_that_was_torn_is_that_of_a_stopped_night(tmp_path: Path) -> None:
    record_path(tmp_path, NIGHT).write_text("", encoding="utf-8")

    record = read_record(tmp_path, NIGHT)

    assert record is not None
    assert (record.status, record.look) == ("stopped", f"cx nightly --as-of {NIGHT}")
    assert "cannot be read" in (record.reason or "")


def test_an_interrupted_night_is_stopped_and_says_so(tmp_path: Path) -> None:
    run = NightRun(tmp_path, NIGHT, STARTED)

    with pytest.raises(KeyboardInterrupt), run.stage("build"):
        raise KeyboardInterrupt

    record = run.close()
    assert (record.status, record.stage) == ("stopped", "build")
    assert record.reason == "interrupted from outside"


def test_what_a_killed_night_was_loading_is_removed_by_the_next(tmp_path: Path) -> None:
    left = tmp_path / ".loading-killed"
    left.mkdir()
    (left / "copy.csv").write_text("personal", encoding="utf-8")

    with hold_lock(tmp_path):
        assert not left.exists()


def test_a_night_beside_another_is_told_so_before_the_other_has_said_who_it_is(
    tmp_path: Path,
) -> None:
    with held_elsewhere(tmp_path):
        assert is_held(tmp_path)
        with pytest.raises(NightBusyError, match="another night is at work"), hold_lock(tmp_path):
            pass

    assert not is_held(tmp_path)


def test_the_number_of_a_killed_night_may_be_anothers_by_now(tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        assert is_held(tmp_path)

    assert (tmp_path / "night.pid").read_text(encoding="utf-8") == f"{os.getpid()}\n"
    assert not is_held(tmp_path)


def test_who_asks_does_not_keep_others_from_asking(tmp_path: Path) -> None:
    with hold_lock(tmp_path):
        pass

    with (tmp_path / "night.lock").open("rb") as beside:
        fcntl.flock(beside, fcntl.LOCK_SH)
        assert not is_held(tmp_path)


def test_a_run_that_is_only_a_part_of_a_night_leaves_no_record(tmp_path: Path) -> None:
    NightRun(None, NIGHT, STARTED).close()

    assert not record_path(tmp_path, NIGHT).exists()
