"""A file that somebody is still writing while it is loaded waits for the next night."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from orchestration.loading import load as loading_load
from orchestration.loading import read_ledger
from orchestration.loading.outcome import STILL_WRITTEN, Note, RefusedFileError
from tests.unit.loading import Desk, contract

HEADER = "id,score,created_at\n"
NEXT_NIGHT = date(2024, 3, 2)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path, contract())


def _write_on(patch: pytest.MonkeyPatch, path: Path, more: bytes, *, is_read: bool) -> None:
    """Let a file grow between hashing and reading, or behind the reader."""
    plain = loading_load.read

    def read(*told: Any) -> Iterator[Any]:
        batches = list(plain(*told)) if is_read else None
        with path.open("ab") as handle:
            handle.write(more)
        yield from batches or plain(*told)

    patch.setattr(loading_load, "read", read)


@pytest.mark.parametrize("is_read", [False, True])
def test_a_file_that_grows_while_it_is_read_is_loaded_whole_the_next_night(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, *, is_read: bool
) -> None:
    path = desk.drop("a.csv", HEADER + "1,5,\nx,y,z\n")
    desk.drop("b.csv", HEADER + "3,5,\n")
    with monkeypatch.context() as patch:
        _write_on(patch, path, b"2,5,\n", is_read=is_read)
        first = desk.load()

    second = desk.load(NEXT_NIGHT)

    assert (first.files, first.rows_in, first.refused) == (1, 1, ())
    assert first.notes == (Note(STILL_WRITTEN, ("landing/desk/tickets/a.csv",)),)
    assert (second.files, second.rows_loaded, second.rows_rejected) == (1, 2, 1)
    assert second.notes == ()
    assert sorted(desk.rows("id")) == [("1",), ("2",), ("3",)]
    assert len(list(desk.settings.rejects.rglob("*.parquet"))) == 1


def test_a_file_that_cannot_be_read_while_it_grows_is_not_refused(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.drop("a.csv", HEADER + '1,5,"2024')
    with monkeypatch.context() as patch:
        _write_on(patch, path, b'-02-01T10:00:00Z"\n', is_read=False)
        patch.setattr(loading_load, "read_csv", _refused)
        first = desk.load()

    second = desk.load(NEXT_NIGHT)

    assert (first.files, first.refused) == (0, ())
    assert (second.files, second.rows_loaded) == (1, 1)


def test_other_bytes_of_the_same_length_and_time_are_noticed(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.drop("a.csv", HEADER + "1,5,\n")
    stat = path.stat()

    def read(*told: Any) -> Any:
        path.write_bytes(path.read_bytes().replace(b"1,5", b"1,6"))
        os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        return plain(*told)

    plain = loading_load.read
    monkeypatch.setattr(loading_load, "read", read)

    assert desk.load().files == 0
    assert read_ledger(desk.settings) == ()


def _refused(*_: Any) -> Any:
    raise RefusedFileError("it ends within a quote")
