"""Tests of what loading remembers: resends, restarts, refusals, half-written files."""

import gzip
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from orchestration.loading import load as loading_load
from orchestration.loading import newest_loaded_on, read_ledger, writer
from orchestration.loading.files import BYTES_AT_ONCE, LandedFile, in_passes
from orchestration.loading.outcome import SENT_BEFORE, Note
from tests.unit.loading import NIGHT, Desk, column, contract

HEADER = "id,score,created_at\n"
NEXT_NIGHT = date(2024, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, contract())


def test_a_second_run_of_a_night_changes_nothing_and_says_the_same(desk: Desk) -> None:
    desk.drop("a.csv", HEADER + "1,5,\nx,y,z\n")
    first = desk.load()
    files = {path: path.stat().st_mtime_ns for path in desk.settings.home.rglob("*.*")}

    again = desk.load()

    assert again == first
    assert files == {path: path.stat().st_mtime_ns for path in desk.settings.home.rglob("*.*")}


def test_bytes_sent_again_are_recorded_and_not_loaded_twice(desk: Desk) -> None:
    desk.drop("a.csv", HEADER + "1,5,\n")
    desk.load()
    desk.drop("b.csv", HEADER + "1,5,\n")

    summary = desk.load(NEXT_NIGHT)

    assert summary.files == 0
    assert summary.notes == (Note(SENT_BEFORE, ("landing/desk/tickets/b.csv",)),)
    assert len(desk.rows()) == 1
    (note,) = [record.note for record in read_ledger(desk.settings) if record.status == "resent"]
    assert note == "the same bytes as landing/desk/tickets/a.csv"


def test_only_new_files_are_loaded_on_a_new_night(desk: Desk) -> None:
    desk.drop("2024-03-01/a.csv", HEADER + "1,5,\n")
    desk.load()
    desk.drop("2024-03-02/a.csv", HEADER + "2,5,\n")

    summary = desk.load(NEXT_NIGHT)

    assert (summary.files, summary.rows_in) == (1, 1)
    assert desk.rows("id, _loaded_on") == [("1", NIGHT), ("2", NEXT_NIGHT)]
    assert newest_loaded_on(desk.settings) == NEXT_NIGHT


def test_half_written_files_wait(desk: Desk) -> None:
    for name in ("a.csv.part", "b.csv.tmp", ".c.csv", ".hidden/d.csv"):
        desk.drop(name, HEADER + "1,5,\n")

    assert desk.load().files == 0


def test_a_night_killed_before_the_record_ends_in_the_same_state(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("a.csv", HEADER + "1,5,\nx,y,z\n")
    with monkeypatch.context() as patch:
        patch.setattr(loading_load, "write_record", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.load()

    summary = desk.load(NEXT_NIGHT)

    assert (summary.rows_in, summary.rows_loaded) == (2, 1)
    assert desk.rows("id, _loaded_on") == [("1", NEXT_NIGHT)]


def test_a_night_killed_while_writing_leaves_no_half_file(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.drop("a.csv", HEADER + "1,5,\nx,y,z\n")
    desk.load()
    desk.drop("b.csv", HEADER + "2,5,\nx,y,z\n")
    with monkeypatch.context() as patch:
        patch.setattr(writer, "write_rejects", _killed)
        with pytest.raises(KeyboardInterrupt):
            desk.load(NEXT_NIGHT)

    desk.load(NEXT_NIGHT)

    assert desk.rows("id") == [("1",), ("2",)]


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_many_files_of_a_night_each_keep_their_rows(desk: Desk) -> None:
    for number in range(30):
        extra = ",mood" if number % 2 else ""
        value = ",glad" if number % 2 else ""
        rows = "".join(f"{number}-{row},{row},{value}\n" for row in range(number))
        desk.drop(f"{number:02}.csv", f"id,score,created_at{extra}\n{rows}")

    summary = desk.load()

    assert (summary.files, summary.rows_loaded) == (30, sum(range(30)))
    assert all(
        (file, id_) == (f"landing/desk/tickets/{int(id_.split('-')[0]):02}.csv", id_)
        and int(id_.split("-")[1]) == row - 1
        for file, id_, row in desk.rows("_file, id, _row")
    )


def test_one_broken_file_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract(format="json_lines"))
    desk.drop("a.jsonl", '{"id": 1}\n')
    desk.drop("b.jsonl", b'{"id": "\xe9"}\n')
    desk.drop("c.jsonl", '{"id": 3}\n')

    summary = desk.load()

    assert summary.files == 2
    assert [refused.file for refused in summary.refused] == ["landing/desk/tickets/b.jsonl"]
    assert desk.rows("id") == [("1",), ("3",)]


def test_a_refused_file_stays_refused_until_it_is_settled(desk: Desk) -> None:
    path = desk.drop("a.csv", "idd\n1\n")
    desk.load()

    standing = desk.load(NEXT_NIGHT).refused
    path.unlink()
    settled = desk.load(NEXT_NIGHT).refused

    assert [refused.refused_on for refused in standing] == [NIGHT]
    assert settled == ()


def test_a_refused_file_that_was_taken_away_releases_its_night(desk: Desk) -> None:
    desk.drop("good.csv", HEADER + "1,5,\n")
    bad = desk.drop("bad.csv", "idd\n1\n")
    desk.load()
    bad.unlink()

    assert desk.load().refused == ()
    # What the gate of the night reads.
    assert sorted(record.status for record in read_ledger(desk.settings)) == [
        "loaded",
        "withdrawn",
    ]

    desk.drop("bad.csv", "idd\n1\n")
    (back,) = desk.load(NEXT_NIGHT).refused
    assert (back.file, back.refused_on) == ("landing/desk/tickets/bad.csv", NEXT_NIGHT)


@pytest.mark.parametrize("night", [NIGHT, NEXT_NIGHT])
def test_a_refused_file_is_new_under_the_name_that_mends_it(desk: Desk, night: date) -> None:
    packed = desk.drop("a.csv", gzip.compress((HEADER + "1,5,\n").encode()))
    (refused,) = desk.load().refused
    assert "mend it" in refused.reason
    packed.rename(packed.with_name("a.csv.gz"))

    summary = desk.load(night)

    assert (summary.refused, summary.files, summary.notes) == ((), 1, ())
    assert desk.rows("id, _loaded_on") == [("1", night)]
    assert [record.status for record in read_ledger(desk.settings)] == ["loaded"]


def test_a_copy_of_a_refused_file_is_new_once_the_refused_one_is_gone(desk: Desk) -> None:
    packed = desk.drop("a.csv", gzip.compress((HEADER + "1,5,\n").encode()))
    desk.drop("a.csv.gz", packed.read_bytes())
    first = desk.load()
    assert (len(first.refused), first.files) == (1, 0)
    packed.unlink()

    summary = desk.load()

    assert (summary.refused, summary.files, summary.notes) == ((), 1, ())
    assert [record.status for record in read_ledger(desk.settings)] == ["loaded"]


def test_a_refused_file_is_tried_again_when_the_contract_changes(desk: Desk) -> None:
    desk.drop("a.csv", "idd\n1\n")
    desk.load()
    mended = replace(
        desk, table=contract(columns=(column("id", required=True, source_name="idd"),))
    )

    summary = mended.load(NEXT_NIGHT)

    assert (summary.refused, summary.rows_loaded) == ((), 1)


def test_a_corrected_file_of_the_same_name_settles_a_refusal(desk: Desk) -> None:
    desk.drop("a.csv", "idd\n1\n")
    desk.load()
    desk.drop("a.csv", "id\n1\n")

    summary = desk.load()

    assert (summary.refused, summary.rows_loaded) == ((), 1)
    # What the gate of the night reads.
    assert sorted(record.status for record in read_ledger(desk.settings)) == [
        "loaded",
        "settled",
    ]


def test_a_table_without_files_can_be_read_with_todays_columns(desk: Desk) -> None:
    desk.load()
    assert desk.rows("id, score, _file, _extra, _loaded_on") == []

    grown = replace(desk, table=contract(columns=(*desk.table.columns, column("mood"))))
    grown.load()

    assert grown.rows("mood") == []
    assert newest_loaded_on(desk.settings) is None


def test_files_are_read_together_as_far_as_memory_goes() -> None:
    sizes = (1, 2, BYTES_AT_ONCE, 3, BYTES_AT_ONCE - 3, 1)
    files = [
        LandedFile(Path(f"{n}"), f"{n}", f"{n}", f"{n}", size, 0) for n, size in enumerate(sizes)
    ]

    def passes(**told: int) -> list[list[int]]:
        return [[file.bytes for file in each] for each in in_passes(files, **told)]

    assert passes() == [[1, 2], [BYTES_AT_ONCE], [3, BYTES_AT_ONCE - 3], [1]]
    assert passes(most=1) == [[size] for size in sizes]
    assert list(in_passes([])) == []


def test_a_column_that_the_contract_named_too_late_is_told_with_the_cure(desk: Desk) -> None:
    desk.drop("a.csv", "id,score,created_at,topic\n1,5,,mail\n")
    first = desk.load()
    grown = replace(desk, table=contract(columns=(*desk.table.columns, column("topic"))))

    summary = grown.load()

    assert (first.extra_columns, first.notes) == (("topic",), ())
    assert summary.extra_columns == ()
    (note,) = summary.notes
    assert note.kind.startswith("loaded before the contract named topic, to read them again remove")
    for part in ("lake/desk/tickets", "lake/_loads/desk/tickets"):
        shutil.rmtree(desk.settings.home / part)
    assert grown.load().notes == ()
    assert grown.rows("topic") == [("mail",)]
