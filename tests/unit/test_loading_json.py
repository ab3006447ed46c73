"""Tests of loading JSON lines and Parquet."""

import gzip
import json
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.unit.loading import Desk, at, column, contract

COLUMNS = (
    column("id", required=True),
    column("score", "bigint"),
    column("via", "json"),
    column("is_open", "boolean"),
    column("created_at", "timestamp"),
)


def desk(tmp_path: Path, **told: Any) -> Desk:
    return Desk(tmp_path, contract(**{"format": "json_lines", "columns": COLUMNS} | told))


def lines(*records: object) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def test_objects_become_typed_rows_and_nested_values_stay_json(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop(
        "a.jsonl",
        lines(
            {"id": 1, "score": 5, "via": {"channel": "email", "to": [1, None]}, "is_open": True},
            {"id": "2", "score": None, "via": "good", "created_at": "2024-01-01T10:00:00Z"},
        ),
    )

    it.load()

    assert it.rows("id, score, via, is_open, created_at, _row") == [
        ("1", 5, '{"channel":"email","to":[1,null]}', True, None, 1),
        ("2", None, '"good"', None, at(2024, 1, 1, 10), 2),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + lines({"id": "é"}).encode(),
        '{"id": "é"}\r\n'.encode(),
        '{"id": "é"}'.encode(),
        '\n\n  {"id": "é"}\n \n'.encode(),
        b'{"id": "\\u00e9"}\n',
    ],
    ids=["bom", "crlf", "no last newline", "blank lines", "escapes"],
)
def test_the_ways_in_which_json_lines_are_written_make_no_difference(
    tmp_path: Path, content: bytes
) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl.gz", gzip.compress(content))

    it.load()

    assert it.rows("id") == [("é",)]


def test_lines_that_are_no_object_are_rejected_as_they_came(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", '{"id": 1}\n{"id": 2, "sco\n[1]\n"text"\n{"id": 3} more\n{"id": 4}\n')

    summary = it.load()

    assert (summary.rows_in, summary.rows_loaded, summary.rows_rejected) == (6, 2, 4)
    assert [(row, value) for row, _, value, _ in it.rejects()] == [
        (2, '{"id": 2, "sco'),
        (3, "[1]"),
        (4, '"text"'),
        (5, '{"id": 3} more'),
    ]


def test_values_that_cannot_be_typed_and_missing_ones_reject_the_row(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", lines({"id": 1, "score": "x"}, {"score": 1}, {"id": "", "score": 2}))

    assert it.load().rows_loaded == 0
    assert it.rejects() == [
        (1, "score", "x", "not a bigint"),
        (2, "id", None, "required value is missing"),
        (3, "id", None, "required value is missing"),
    ]


def test_unknown_keys_are_kept_and_named(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", lines({"id": 1, "mood": {"a": "b"}}, {"id": 2, 'o"d': 1}, {"id": 3}))

    assert it.load().extra_columns == ("mood", 'o"d')
    assert it.rows("_extra") == [('{"mood":{"a":"b"}}',), ('{"o\\"d":1}',), (None,)]


@pytest.mark.parametrize("key", ["größe", "a/b~c", "a\tb", "*", "", "a.b", "it's"])
def test_an_unknown_key_is_kept_whatever_its_letters(tmp_path: Path, key: str) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", lines({"id": 1, key: "v"}))

    assert it.load().extra_columns == (key,)
    ((kept,),) = it.rows("_extra")
    assert json.loads(kept) == {key: "v"}


def test_a_required_key_that_no_object_has_refuses_the_file(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", lines({"idd": 1}, {"idd": 2}))

    assert "it has no column 'id'" in it.refusal()
    assert "nearest column it has is 'idd'" in it.refusal()


def test_wrong_bytes_refuse_the_file_and_are_shown(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", b'{"id": "1"}\n{"id": "\xe9"}\n')

    assert "byte 0xE9 at offset 20 (line 2) is not utf-8" in it.refusal()


def test_a_truncated_gzip_is_refused(tmp_path: Path) -> None:
    it = desk(tmp_path)
    content = lines(*({"id": i, "score": i * i} for i in range(5000)))
    it.drop("a.jsonl.gz", gzip.compress(content.encode())[:-4000])

    assert "its gzip stream ends early" in it.refusal()


def test_an_empty_file_is_loaded_and_noted(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl.gz", gzip.compress(b""))

    summary = it.load()

    assert (summary.files, [note.kind for note in summary.notes]) == (1, ["empty"])


def test_parquet_keeps_its_values(tmp_path: Path) -> None:
    it = desk(tmp_path, format="parquet")
    path = it.drop("a.parquet", b"")
    duckdb.sql(
        "copy (select 1 as id, 5.0 as score, {'channel': 'email'} as via, true as is_open,"
        " timestamp '2024-01-01 10:00:00' as created_at, [1, 2] as more) to"
        f" '{path}' (format parquet)"
    )

    it.load()

    assert it.rows("id, score, via, is_open, created_at, _extra") == [
        ("1", 5, '{"channel":"email"}', True, at(2024, 1, 1, 10), '{"more":"[1,2]"}')
    ]


def test_what_is_not_parquet_is_refused(tmp_path: Path) -> None:
    it = desk(tmp_path, format="parquet")
    it.drop("a.parquet", b"id,score\n1,2\n")

    assert "a.parquet" in it.refusal()


def test_a_line_beyond_any_record_is_told_as_one(tmp_path: Path) -> None:
    it = desk(tmp_path)
    it.drop("a.jsonl", '{"id": 1}\n{"id": "' + "x" * 17_000_000 + '"}\n')

    assert "line 2 is longer than 16 MB" in it.refusal()
