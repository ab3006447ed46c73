"""Files that are something else than their table expects: what it is, and the cure."""

import gzip
import os
from pathlib import Path

import pytest

from orchestration.settings import SettingsError
from tests.unit.loading import Desk, contract
from tests.unit.test_mapped import company, load
from tests.unit.test_mapped_editions import CUSTOMERS

GOOD = b"id,score\n1,5\n"
CSV = {
    "zip": ("a.csv", b"PK\x03\x04" + bytes(99), "zip archive or an Excel workbook"),
    "zip of another name": ("a.csv.zip", b"PK\x03\x04\xff\xfe", "unpack it, or save it as CSV"),
    "gzip in gzip": ("a.csv.gz", gzip.compress(gzip.compress(GOOD)), "gzip twice"),
    "gzip by another name": ("a.csv", gzip.compress(GOOD), "does not end in .gz"),
    "zstd": ("a.csv", b"\x28\xb5\x2f\xfd\xff", "packed with zstd"),
    "parquet": ("a.csv", b"PAR1\x00\xff", "it is Parquet"),
    "utf-16": ("a.csv", GOOD.decode().encode("utf-16"), 'say encoding = "utf-16"'),
    "json": ("a.csv", b'{"id": 1, "score": 5}\n', "its format is json_lines"),
    "a page": ("a.csv", b"\n<!DOCTYPE html><html>", "it is a web page"),
}
JSON = {
    "an array": (b'[{"id": 1},\n{"id": 2}]\n', "it is one JSON array"),
    "spread over lines": (b'{\n "id": 1\n}\n', "spread over lines"),
}


@pytest.mark.parametrize(("name", "content", "told"), CSV.values(), ids=CSV)
def test_what_is_no_table_is_named_with_its_cure(
    tmp_path: Path, name: str, content: bytes, told: str
) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop(name, content)

    assert told in desk.refusal()


@pytest.mark.parametrize(("content", "told"), JSON.values(), ids=JSON)
def test_json_that_is_not_on_lines_is_named(tmp_path: Path, content: bytes, told: str) -> None:
    desk = Desk(tmp_path, contract(format="json_lines"))
    desk.drop("a.json", content)

    assert told in desk.refusal()


@pytest.mark.parametrize(
    "line", ["003;Jan;de Vries;jan@gmail.com;+31612345678", "003,Jan,jan@gmail.com", "7,Jan,Vries"]
)
def test_a_record_that_stands_where_a_header_should_is_not_told(tmp_path: Path, line: str) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", f"{line}\n" * 3)

    reason = desk.refusal()

    assert "its first line looks like data" in reason
    assert "Jan" not in reason


def test_an_expression_that_does_not_fit_tells_no_record(tmp_path: Path) -> None:
    feed = CUSTOMERS.replace('"id"', '{sql = "jam"}').replace('tier = "tier"\n', "")

    (summary,) = load(company(tmp_path, feed, customers_csv="Jan,jan@gmail.com\n7,x\n"))

    (refused,) = summary.refused
    assert "looks like data" in refused.reason
    assert "Jan" not in refused.reason


def test_the_names_that_a_header_has_are_told(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", "number,score,created_at\n1,5,\n")

    assert "it has number, score, created_at" in desk.refusal()


def test_who_may_read_the_lake_is_for_the_umask_to_say(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract())
    desk.drop("a.csv", GOOD)
    before = os.umask(0o077)
    try:
        desk.load()
    finally:
        os.umask(before)

    modes = {path.stat().st_mode & 0o777 for path in desk.settings.lake.rglob("*.parquet")}
    assert modes == {0o600}


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ('timestamp_format = ["%Q"]', "timestamp_format"),
        ("delimiter = '\"'", "delimiter"),
        ('delimiter = "\\n"', "delimiter"),
    ],
)
def test_a_format_that_is_none_is_a_mistake_of_the_map(
    tmp_path: Path, line: str, place: str
) -> None:
    feed = CUSTOMERS.replace("[mapped.", f"{line}\n[mapped.")

    with pytest.raises(SettingsError, match=f"'crm': {place}"):
        company(tmp_path, feed)
