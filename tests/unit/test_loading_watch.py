"""A file may take its time, and no more: it is interrupted, refused, or given up."""

import threading
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.loading import load, watch
from orchestration.loading.batch import Batch, Slice
from orchestration.loading.parquet_reader import damage_told
from orchestration.loading.tables import job_of_table
from orchestration.loading.watch import bounded
from orchestration.loading.writer import write_slice
from tests.unit.loading import NIGHT, Desk, contract

ENDLESS = "select count(*) from range(1000000000000) as a (i) where i % 7 = 3"
CSV = "id,score,created_at\n1,5,\n"


def test_a_query_without_end_is_interrupted_and_the_session_goes_on() -> None:
    with duckdb.connect() as session:
        with (
            pytest.raises(duckdb.InterruptException),
            bounded(session, 0.05, lambda: pytest.fail("given up")),
        ):
            session.execute(ENDLESS)

        assert session.execute("select 1").fetchall() == [(1,)]


def test_what_ends_in_time_is_left_alone() -> None:
    with duckdb.connect() as session, bounded(session, 60, lambda: pytest.fail("given up")):
        assert session.execute("select 1").fetchall() == [(1,)]

    assert "watch" not in {thread.name for thread in threading.enumerate()}


def test_what_hears_no_interrupt_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.01)
    monkeypatch.setattr(watch, "_AGAIN_SECONDS", 0.02)
    given_up = threading.Event()

    with duckdb.connect() as session, bounded(session, 0.01, given_up.set):
        time.sleep(0.2)

    assert given_up.is_set()


def test_a_file_that_takes_too_long_is_refused_and_the_others_are_loaded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(session: duckdb.DuckDBPyConnection, batch: Batch, part: Slice, **told: Any) -> Any:
        if part.file.path.name == "a.csv":
            session.execute(ENDLESS)
        return write_slice(session, batch, part, **told)

    monkeypatch.setattr(load, "seconds_for", lambda _files: 0.3)
    monkeypatch.setattr(load, "write_slice", slow)
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", CSV)
    desk.drop("b.csv", CSV.replace("1", "2"))

    summary = desk.load()

    (refused,) = summary.refused
    assert refused.file == "landing/desk/tickets/a.csv"
    assert "takes many times longer to read" in refused.reason
    assert desk.rows("id") == [("2",)]


def test_an_interrupt_is_no_damage_of_a_file() -> None:
    with pytest.raises(duckdb.InterruptException), damage_told():
        raise duckdb.InterruptException("Interrupted!")


def test_files_that_hang_are_found_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that hangs is a thread here: it is told, and goes on later."""
    monkeypatch.setattr(watch, "GRACE_SECONDS", 0.0)
    monkeypatch.setattr(load, "seconds_for", lambda _files: 0.3)
    desk, told = Desk(tmp_path, contract()), []
    desk.drop("a.csv", CSV)
    desk.drop("b.csv", CSV.replace("1", "2"))
    job = job_of_table(desk.table, desk.settings, NIGHT)

    class Ended(BaseException):
        """Stands for the end of the process."""

    def hang(*args: object, **told_too: object) -> tuple[int, int]:
        time.sleep(0.5)
        raise Ended

    monkeypatch.setattr(load, "write_slice", hang)
    with pytest.raises(Ended):
        load.run(job, when_stuck=told.append)
    assert told[0].startswith("2 files take too long together")
    with pytest.raises(Ended):
        load.run(job, when_stuck=told.append)
    assert told[1].startswith("landing/desk/tickets/a.csv: it takes")
    monkeypatch.undo()

    summary = desk.load()

    assert ([one.file for one in summary.refused], summary.rows_loaded) == (
        ["landing/desk/tickets/a.csv"],
        1,
    )
    assert not (job.ledger / ".singly").exists()


@pytest.mark.parametrize("content", ["," * 3_000_000, "x" * 3_000_000 + "\n1\n"])
def test_a_header_without_end_is_refused_before_it_is_read(tmp_path: Path, content: str) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", content)

    (refused,) = desk.load().refused

    assert "its header line is longer than" in refused.reason
