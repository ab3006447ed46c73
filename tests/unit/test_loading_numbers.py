"""Numbers that are not what they look like, and ids that look like numbers."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.forgetting.landed import scrub_landing
from orchestration.forgetting.register import PERSONS, Register
from orchestration.loading.tables import job_of_table
from tests.unit.loading import Desk, column, contract
from tests.unit.test_mapped import company, load, rows
from tests.unit.test_mapped_editions import CUSTOMERS

WHOLE = {"5": 5, " 5 ": 5, "+5": 5, "5.0": 5, "5.": 5, "15e1": 150, "1.5E1": 15, "-0": 0}
NO_WHOLE = ("15e-1", "1e-1", "0x1F", "0b11", "1_000", "12345678901234567.6", "5.5", "1e19", ".")
FLOATS = {"1.5": 1.5, ".5": 0.5, "1e-1": 0.1, " 2 ": 2.0}
NO_FLOATS = ("0x1F", "1_000", "inf", "nan", "1,5", "1e999")


@pytest.mark.parametrize(
    ("data_type", "good", "bad"), [("bigint", WHOLE, NO_WHOLE), ("double", FLOATS, NO_FLOATS)]
)
def test_only_what_is_written_as_a_number_is_one(
    tmp_path: Path, data_type: str, good: dict[str, float], bad: tuple[str, ...]
) -> None:
    desk = Desk(tmp_path, contract(columns=(column("id"), column("score", data_type))))
    cells = [f'{i},"{cell}"\n' for i, cell in enumerate([*good, *bad])]
    desk.drop("a.csv", "id,score\n" + "".join(cells))

    desk.load()

    assert [score for (score,) in desk.rows("score")] == list(good.values())
    assert [value for _, _, value, _ in desk.rejects()] == list(bad)


ID = contract(columns=(column("id", required=True), column("name")), format="json_lines")


def test_ids_written_as_decimals_are_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path, ID)
    desk.drop("a.jsonl", '{"id": 360001234567.0, "name": 1.0}\n{"id": "12.0"}\n{"id": 7}\n')
    desk.drop("b.jsonl", '{"id": 1.0}\n{"id": "1.5"}\n')

    desk.load()

    assert desk.rows("id, name") == [
        ("360001234567", "1.0"),
        ("12", None),
        ("7", None),
        ("1.0", None),
        ("1.5", None),
    ]


def test_ids_of_doubles_in_parquet_are_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path, replace(ID, format="parquet"))
    path = desk.drop("a.parquet", "")
    duckdb.sql(f"copy (select 360001234567::double as id, 'x' as name) to '{path}'")

    desk.load()

    assert desk.rows("id") == [("360001234567",)]


def test_a_feeds_ids_are_whole_too(tmp_path: Path) -> None:
    load(company(tmp_path, CUSTOMERS, customers_csv="id,tier\n4711.0,1.0\n"))

    assert rows(company(tmp_path, CUSTOMERS), "customers", "customer_id, tier") == [("4711", "1.0")]


def test_who_is_forgotten_by_an_id_is_found_where_it_is_written_as_a_decimal(
    tmp_path: Path,
) -> None:
    columns = (column("id", required=True), column("name", personal=True))
    desk = Desk(tmp_path, replace(ID, columns=columns))
    register = Register(desk.settings.home / "forgotten", b"salt")
    register.add(PERSONS, "desk/tickets", "4711")
    register.save()
    told = [{"id": 4711.0, "name": "Ann"}, {"id": "4711.0", "name": "Ann"}, {"id": 5.0}]
    path = desk.drop("a.jsonl", "".join(json.dumps(each) + "\n" for each in told))

    scrub_landing(job_of_table(desk.table, desk.settings, date(2024, 3, 1)))
    desk.load()

    gone = str(register.stand_in("4711"))
    assert "Ann" not in path.read_text(encoding="utf-8")
    assert desk.rows("id") == [(gone,), (gone,), ("5",)]
    assert register.is_stand_in(gone)


CURES: dict[str, tuple[str, str, float | None]] = {
    "10,5": ("double", "a decimal comma", 10.5),
    "1.234,56": ("double", "a decimal comma", 1234.56),
    "1,234.56": ("double", "commas between thousands", 1234.56),
    "1,234": ("double", "commas between thousands, unless they are decimal", 1234),
    "(10.5)": ("double", "parentheses for a negative", -10.5),
    "€ 10": ("double", "a currency beside the number", 10),
    "10 EUR": ("double", "a currency beside the number", 10),
    "$1,234.56": ("double", "a currency beside the number", 1234.56),
    "12,50 €": ("double", "a currency beside a decimal comma", 12.5),
    "€ 1.234,56": ("double", "a currency beside a decimal comma", 1234.56),
    "28/11/2026 10:00": ("timestamp", "day and month in an order of its own", None),
    "46354.5": ("timestamp", "a spreadsheet's number of days", None),
    "1764324000000000000": ("timestamp", "nanoseconds since 1970", None),
}


@pytest.mark.parametrize(("value", "told"), CURES.items(), ids=CURES)
def test_a_reason_says_what_a_value_looks_like_and_the_cure(
    tmp_path: Path, value: str, told: tuple[str, str, float | None]
) -> None:
    data_type, words, number = told
    desk = Desk(tmp_path, contract(columns=(column("id"), column("paid", data_type))))
    desk.drop("a.csv", f'id,paid\n1,"{value}"\n')

    desk.load()

    ((_, _, _, reason),) = desk.rejects()
    assert f": {words}" in reason
    cure = reason.partition("'''")[2].partition("'''")[0]
    if cure:
        kind = {"double": "double", "timestamp": "timestamp"}[data_type]
        ((found,),) = duckdb.sql(
            f"select ({cure})::{kind} from (select $v as paid)", params={"v": value}
        ).fetchall()
        assert found is not None
        assert number in (None, found)
        if "parentheses" in words:
            # A map writes it over every row.
            assert duckdb.sql(f"select {cure} from (select '7.00' as paid)").fetchall() == [
                ("7.00",)
            ]
