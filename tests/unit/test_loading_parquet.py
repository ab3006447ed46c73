"""Parquet files: rows are rejected one by one, and a damaged file is refused as a whole."""

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.unit.loading import Desk, contract

TABLE = {"id": ["1", "2"], "score": ["5", "five"], "created_at": [None, None]}


def desk(tmp_path: Path) -> Desk:
    one = Desk(tmp_path, contract(format="parquet"))
    path = one.drop("a.parquet", b"")
    pq.write_table(pa.table(TABLE), path)
    return one


def test_a_row_that_cannot_be_typed_is_rejected(tmp_path: Path) -> None:
    it = desk(tmp_path)

    summary = it.load()

    assert (summary.rows_loaded, summary.rows_rejected) == (1, 1)
    assert it.rejects() == [(2, "score", "five", "not a bigint")]


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    it = desk(tmp_path)
    (path,) = (it.settings.landing / "desk" / "tickets").glob("*")
    content = path.read_bytes()
    it.drop("a.parquet", content[:4] + bytes(len(content) - 12) + content[-8:])

    assert "it is damaged or no Parquet" in it.refusal()


def test_a_name_that_is_a_pattern_reads_its_own_file(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract())
    it.drop("a[b].csv", "id,score,created_at\n1,1,\n")
    it.drop("ab.csv", "id,score,created_at\n2,2,\n")
    it.drop("*.csv", "id,score,created_at\n3,3,\n")

    assert it.load().rows_loaded == 3
    assert it.rows("id, _file") == [
        ("3", "landing/desk/tickets/*.csv"),
        ("1", "landing/desk/tickets/a[b].csv"),
        ("2", "landing/desk/tickets/ab.csv"),
    ]
