"""Whatever lies in the landing, loading counts it or refuses it, and writes nowhere else."""

import gzip
import io
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example
from hypothesis import strategies as st

from tests.fuzz.profiles import fuzzed
from tests.unit.loading import Desk, column, contract

CSV = contract()
BLANKS = contract(name="blanks", delimiter=";", encoding="latin-1")
JSON = contract(
    format="json_lines",
    columns=(column("id", required=True), column("score", "bigint"), column("more", "json")),
)
PARQUET = contract(format="parquet")
HEADER = b"id,score,created_at\n"

MARKS = (
    *(b",", b'"', b'""', b"\n", b"\r\n", b"\r", b"\0", b"\x1f", b"\x1a", b"{", b"}", b"["),
    *(b'{"id":', b'"id"', b"null", b"\\u0000", b"1", b"-1", b"1e999", b"NaN", b"9" * 40),
    *(b"2024-01-01", b"'; drop table x; --", b"id,score,created_at"),
    *(b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80"),
)
pieces = st.one_of(st.binary(max_size=40), st.sampled_from(MARKS))
content = st.lists(pieces, max_size=30).map(b"".join)
names = st.text(
    st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40
).filter(lambda name: name not in (".", ".."))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@contextmanager
def desk(table: Any) -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        company = Path(folder) / "company"
        yield Desk(company, table)
        # The company's own data folder, and nothing beside it.
        assert [path.name for path in Path(folder).iterdir()] == ["company"]
        assert {path.name for path in company.iterdir()} <= {"data"}
        kept = {"landing", "lake", "rejects"}
        assert {path.name for path in (company / "data").iterdir()} <= kept


def loaded(table: Any, files: dict[str, bytes]) -> int:
    """Load them twice, the second time without a change; the rows that are in the lake."""
    with desk(table) as one:
        for name, given in files.items():
            one.drop(name, given)
        summary = one.load()
        again = one.load()
        assert (again.rows_in, again.rows_loaded) == (summary.rows_in, summary.rows_loaded)
        rows = one.rows("_row")
        assert len(rows) == summary.rows_loaded
        return len(rows)


@fuzzed(content, cost=2)
@example(b'id,score,created_at\n1,"5,\n')
@example(b"id,id,ID\n1,2,3\n")
@example(b"," * 5000 + b"\n")
def test_csv_is_counted_or_refused(given: bytes) -> None:
    loaded(CSV, {"a.csv": given, "b.csv": HEADER + given})


@fuzzed(content, cost=2)
def test_csv_of_another_encoding_is_counted_or_refused(given: bytes) -> None:
    loaded(BLANKS, {"a.csv": b"id;score;created_at\n" + given})


@fuzzed(content, st.lists(values, max_size=4), cost=2)
@example(b'{"id":"1","more":' + b"[" * 100_000 + b"]" * 100_000 + b"}", [])
@example(b'{"id":"1"' + b"".join(b',"k%d":1' % n for n in range(5000)) + b"}", [])
def test_json_lines_are_counted_or_refused(given: bytes, told: list[Any]) -> None:
    lines = "".join(json.dumps({"id": "x", "score": one, "more": one}) + "\n" for one in told)

    loaded(JSON, {"a.jsonl": given, "b.jsonl": lines.encode() + given})


@fuzzed(st.integers(0, 400), st.binary(min_size=1, max_size=8), cost=4)
def test_parquet_that_was_damaged_is_counted_or_refused(place: int, damage: bytes) -> None:
    whole = io.BytesIO()
    table = pa.table({"id": ["1", "2"], "score": [1, None], "created_at": ["x", None]})
    pq.write_table(table, whole)
    told = whole.getvalue()
    at = place % len(told)

    loaded(PARQUET, {"a.parquet": told[:at] + damage + told[at + len(damage) :], "b.parquet": told})


@fuzzed(content, st.integers(0, 60), cost=2)
def test_gzip_that_was_cut_is_counted_or_refused(given: bytes, cut: int) -> None:
    packed = gzip.compress(HEADER + given)

    loaded(CSV, {"a.csv.gz": packed[: len(packed) - cut], "b.csv.gz": HEADER})


@fuzzed(names, cost=2)
@example("*.csv")
@example("a[b].csv")
@example("?.csv")
@example("';--.csv")
@example("\n.csv")
@example("..csv")
@example("-rf.csv")
def test_a_name_is_only_a_name(name: str) -> None:
    if len(os.fsencode(name)) > 200:
        return
    name = f"{name}.csv"
    hidden = name.startswith(".") or name.lower().endswith((".part", ".tmp"))

    others = {"ab.csv": HEADER + b"2,2,\n", "b": HEADER + b"3,3,\n"}

    rows = loaded(CSV, {name: HEADER + b"1,1,\n", **others})

    assert rows == (2 if hidden or name in ("ab.csv", "b") else 3)


def test_a_name_that_is_no_utf8_is_loaded() -> None:
    with desk(CSV) as one:
        path = one.drop("a.csv", HEADER + b"1,1,\n")
        path.rename(path.with_name(os.fsdecode(b"\xff.csv")))

        assert one.load().rows_loaded == 1
        assert one.rows("_file") == [("landing/desk/tickets/\ufffd.csv",)]


@pytest.mark.parametrize("line", [b"0" * 100_000_000, b"\n" * 20_000_000, b"1,1,\n" * 4])
def test_a_bomb_is_bounded(line: bytes) -> None:
    assert loaded(CSV, {"a.csv.gz": gzip.compress(HEADER + line, compresslevel=1)}) in (0, 4)
