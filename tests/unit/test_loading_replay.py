"""Rejected rows go through the loader again: once, counted, and into a night to come."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.loading import replay as loading_replay
from orchestration.loading.ledger import read_records
from orchestration.loading.replay import Replayed, replay
from orchestration.loading.tables import job_of_table
from tests.unit.loading import NIGHT, Desk, column, contract

LATER = date(2024, 3, 2)
WORDS = contract(
    columns=(column("id", required=True), column("score"), column("created_at", "timestamp"))
)
CSV = "id,score,created_at\n1,5,\n2,five,\n3,,soon\n4,six,\n"


def replayed(desk: Desk, night: date = LATER) -> tuple[Replayed, ...]:
    return tuple(replay(job_of_table(desk.table, desk.settings, night)))


def counts(desk: Desk) -> tuple[int, int, int]:
    """Rows in, loaded and rejected over all records, which always agree."""
    folder = desk.settings.lake / "_loads" / desk.table.path
    records = read_records(folder)
    total = (
        sum(r.rows_in for r in records),
        sum(r.rows_loaded for r in records),
        sum(r.rows_rejected for r in records),
    )
    assert total[0] == total[1] + total[2]
    return total


@pytest.fixture
def rejected(tmp_path: Path) -> Desk:
    """Of four rows one is loaded; the column is a number that two rows write in words."""
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", CSV)
    desk.load()
    assert counts(desk) == (4, 1, 3)
    return desk


def test_a_changed_contract_loads_what_it_allows(rejected: Desk) -> None:
    desk = replace(rejected, table=WORDS)

    (told,) = replayed(desk)

    assert (told.rows, told.loaded, told.rejected) == (3, 2, 1)
    assert counts(desk) == (4, 3, 1)
    assert desk.rows("id, score, _row, _loaded_on") == [
        ("1", "5", 1, NIGHT),
        ("2", "five", 2, LATER),
        ("4", "six", 4, LATER),
    ]
    assert [(row, reason) for row, *_, reason in desk.rejects()] == [
        (3, "not a timestamp between 2000 and 2100")
    ]


def test_a_replay_done_twice_changes_nothing(rejected: Desk) -> None:
    desk = replace(rejected, table=WORDS)
    replayed(desk)
    before = desk.rows()

    (told,) = replayed(desk)

    assert (told.rows, told.loaded, told.rejected) == (1, 0, 1)
    assert desk.rows() == before
    desk.load(LATER)
    assert desk.rows() == before


@pytest.mark.parametrize("step", ["write_record", "_write_left"])
def test_a_replay_that_was_killed_neither_loses_nor_doubles(
    rejected: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk = replace(rejected, table=WORDS)
    with monkeypatch.context() as patch:
        patch.setattr(loading_replay, step, killed)
        with pytest.raises(KeyboardInterrupt):
            replayed(desk)

    replayed(desk)

    assert counts(desk) == (4, 3, 1)
    assert [row for (row,) in desk.rows("_row")] == [1, 2, 4]
    assert [row for row, *_ in desk.rejects()] == [3]


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_an_unchanged_contract_wins_no_row(rejected: Desk) -> None:
    (told,) = replayed(rejected)

    assert (told.loaded, told.rejected) == (0, 3)
    assert counts(rejected) == (4, 1, 3)


def test_a_mended_file_needs_no_replay(rejected: Desk) -> None:
    rejected.drop("a.csv", CSV.replace("five", "2").replace("soon", "").replace("six", "6"))
    rejected.load(LATER)

    (told,) = replayed(rejected)

    assert (told.loaded, told.note) == (0, "the file has been mended, or is not there any more")
    assert len(rejected.rows()) == 5


def test_an_older_row_does_not_come_after_a_newer_one(rejected: Desk) -> None:
    rejected.drop("b.csv", "id,score,created_at\n2,7,\n")
    rejected.load(LATER)
    desk = replace(rejected, table=WORDS)

    (told,) = replayed(desk, date(2024, 3, 3))

    assert (told.loaded, told.rejected) == (1, 2)
    assert "a newer version of its key has been loaded since" in [r[-1] for r in desk.rejects()]


def test_malformed_lines_stay_rejected(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", "id,score,created_at\n1,5,\n2\n3,1,,4\n4,x,\n")
    desk.load()

    (told,) = replayed(replace(desk, table=WORDS))

    assert (told.rows, told.loaded, told.rejected) == (3, 1, 2)


def test_rows_that_an_older_version_numbered_otherwise_do_not_come_twice(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", "id,score,created_at\n1,5,\n2\n3,1,\n")
    desk.load()
    (path,) = desk.settings.lake.glob(f"{desk.table.path}/_loaded_on={NIGHT}/*.parquet")
    older = f"select * replace (least(_row, 2) as _row) from '{path}'"
    duckdb.sql(f"copy ({older}) to '{path}.older' (format parquet)")
    path.with_name(f"{path.name}.older").replace(path)

    (told,) = replayed(desk)

    assert (told.loaded, told.rejected) == (0, 1)
    assert "an older version" in told.note
    assert len(desk.rows()) == 2
