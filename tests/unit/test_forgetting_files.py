"""Files as they come: lines that are no records, encodings, names that stand twice."""

import gzip
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.forgetting.forget import Changes, Identifiers, forget_in_files
from orchestration.forgetting.landed import scrub_landing, scrub_rejected
from orchestration.forgetting.register import PERSONS, Register
from orchestration.forgetting.search import search
from orchestration.loading.ledger import read_records
from orchestration.loading.replay import replay
from orchestration.loading.tables import job_of_table
from tests.unit.loading import Desk, column, contract

NIGHT, LATER = date(2024, 3, 1), date(2024, 3, 2)
ANN, BOB = "ann@example.com", "bob@example.com"
PEOPLE = contract(
    name="people",
    columns=(
        column("id", required=True),
        column("email", personal=True),
        column("age", "bigint"),
    ),
)
CHATS = replace(PEOPLE, name="chats", format="json_lines")


@pytest.fixture(params=["hashes", "sieve"])
def register(tmp_path: Path, request: pytest.FixtureRequest) -> Register:
    found = Register(tmp_path / "data" / "forgotten", b"salt")
    if request.param == "sieve":
        found.sift()
    found.add(PERSONS, "desk/people", "C42")
    found.add(PERSONS, "desk/chats", "C42")
    found.add(PERSONS, "", ANN)
    found.save()
    return found


def forget(desk: Desk, register: Register) -> Changes:
    every_job = [(job_of_table(desk.table, desk.settings, NIGHT), None)]
    return forget_in_files(desk.settings, Identifiers(("desk:C42",)), every_job, register)


def scrub(desk: Desk, night: date = LATER) -> None:
    scrub_landing(job_of_table(desk.table, desk.settings, night))


def replayed(desk: Desk) -> list[tuple[int, int]]:
    job = job_of_table(desk.table, desk.settings, LATER)
    scrub_rejected(job, None, {record.hash for record in read_records(job.ledger)})
    return [(told.rows, told.loaded) for told in replay(job)]


LINES = {
    "a cell too many": f"id,email,age\nC1,{BOB},5\nC7,{BOB},5,from {ANN}\nC2,,6\n",
    "a cell too few": f"id,email,age\nC1,{BOB},5\nC42,yours Ann\nC2,,6\n",
    "blank lines": f"\n\nid,email,age\n\nC1,{BOB},5\n\nC42,yours Ann\nC2,,6\n",
    "a letter behind a quote": f'id,email,age\nC1,{BOB},5\n"C42"x,{ANN},yours Ann\nC2,,6\n',
}


@pytest.mark.parametrize("content", LINES.values(), ids=LINES)
def test_a_line_that_is_no_record_names_nobody_and_stays_rejected(
    tmp_path: Path, register: Register, content: str
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", content)
    assert desk.load().rows_rejected == 1

    forget(desk, register)

    assert replayed(desk) == [(1, 0)]
    assert search(desk.settings.home, {ANN, "yours Ann"})[1] == ()
    assert search(desk.settings.home, {BOB})[1] != ()
    assert [len(desk.rows()), len(desk.rejects())] == [2, 1]


def test_a_line_that_is_no_object_names_nobody_and_stays_rejected(
    tmp_path: Path, register: Register
) -> None:
    desk = Desk(tmp_path, CHATS)
    desk.drop("a.jsonl", f'{{"id": "C1"}}\n{{"id": "C42", "email": "yours Ann\n["{BOB}"]\n')
    assert desk.load().rows_rejected == 2

    forget(desk, register)

    assert replayed(desk) == [(2, 0)]
    assert search(desk.settings.home, {"C42", "yours Ann"})[1] == ()
    assert search(desk.settings.home, {BOB})[1] != ()


def test_a_new_file_brings_nobody_back_in_a_line_that_is_no_record(
    tmp_path: Path, register: Register
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", LINES["a cell too many"])

    scrub(desk)
    loaded = desk.load(LATER)

    assert (loaded.rows_loaded, loaded.rows_rejected) == (2, 1)
    assert search(desk.settings.home, {ANN})[1] == ()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "latin-1", "utf_8_sig", "UTF-8"])
def test_a_file_keeps_its_encoding_and_its_mark(
    tmp_path: Path, register: Register, encoding: str
) -> None:
    desk = Desk(tmp_path, replace(PEOPLE, encoding=encoding))
    path = desk.drop("a.csv", f"id,email,age\nC1,zoë,5\nC42,{ANN},6\nC2,,7\n".encode(encoding))
    assert desk.load().rows_loaded == 3

    forget(desk, register)

    gone = str(register.stand_in("C42"))
    told = f"id,email,age\nC1,zoë,5\n{gone},{register.stand_in(ANN)},6\nC2,,7\n"
    assert path.read_bytes() == told.encode(encoding)


def test_of_two_columns_with_one_name_both_are_read_and_stay(
    tmp_path: Path, register: Register
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    content = f"id,email,age,email,id\nC42,{ANN},5,alt@example.com,9\nC1,{BOB},6,{ANN},C42\n"
    path = desk.drop("a.csv", content)
    desk.load()

    forget(desk, register)

    gone, address = register.stand_in("C42"), register.stand_in(ANN)
    assert path.read_text(encoding="utf-8").splitlines()[1:] == [
        f"{gone},{address},5,,9",
        f"C1,,6,{address},{gone}",
    ]


def test_a_file_without_a_header_may_begin_with_a_mark(tmp_path: Path, register: Register) -> None:
    desk = Desk(tmp_path, replace(PEOPLE, name="users"))
    job = job_of_table(desk.table, desk.settings, NIGHT)
    job = replace(job, dialect=replace(job.dialect, columns=("email", "id", "age")))
    path = desk.drop("a.csv", f"{ANN},C1,5\n".encode("utf-8-sig"))

    scrub_landing(job)

    assert path.read_bytes() == f"{register.stand_in(ANN)},C1,5\n".encode("utf-8-sig")


PACKED = gzip.compress(f"id,email,age\nC42,{ANN},5\n".encode() * 99, mtime=0)
DAMAGED = {
    "bytes of another encoding": ("a.csv", f"id,email,age\nC42,{ANN},zoë\n".encode("latin-1")),
    "no gzip": ("a.csv.gz", f"id,email,age\nC42,{ANN},5\n".encode()),
    "a cut gzip": ("a.csv.gz", PACKED[:-20]),
    "a quote that is never closed": ("a.csv", f'id,email,age\nC1,"{ANN},5\nC2,,6\n'.encode()),
}


@pytest.mark.parametrize(("name", "content"), DAMAGED.values(), ids=DAMAGED)
def test_a_file_that_cannot_be_read_is_refused_in_the_words_of_the_loader(
    tmp_path: Path, register: Register, name: str, content: bytes
) -> None:
    before, after = Desk(tmp_path / "before", PEOPLE), Desk(tmp_path, PEOPLE)
    before.drop(name, content)
    path = after.drop(name, content)

    scrub(after)

    assert after.refusal() == before.refusal()
    assert path.read_bytes() == content
    assert [each.name for each in path.parent.iterdir()] == [name]


@pytest.mark.parametrize("kind", ["integer", "ubigint", "decimal(9)", "decimal(38, 0)", "double"])
def test_a_number_of_any_kind_makes_room_for_its_stand_in(tmp_path: Path, kind: str) -> None:
    """Other tools write short whole numbers, and every number as a decimal one."""
    desk = Desk(tmp_path, replace(PEOPLE, format="parquet"))
    path = desk.drop("a.parquet", b"")
    duckdb.sql(
        f"copy (select unnest([41, 42, 43])::{kind} as id, unnest(['a', 'b', null]) as email,"
        f" 5::tinyint as age) to '{path}'"
    )
    assert desk.load().rows_loaded == 3
    register = Register(desk.settings.home / "forgotten", b"salt")
    register.sift()
    register.add(PERSONS, "desk/people", 42)

    assert forget(desk, register).rows == 2

    gone = register.stand_in("42")
    told = f"select id::bigint::varchar, email, age from '{path}'"
    assert duckdb.sql(told).fetchall() == [("41", "a", 5), (gone, None, 5), ("43", None, 5)]
    assert [row[0] for row in desk.rows("id::double::bigint::varchar")] == ["41", gone, "43"]


def test_a_damaged_parquet_is_refused(tmp_path: Path, register: Register) -> None:
    desk = Desk(tmp_path, replace(PEOPLE, format="parquet"))
    desk.drop("a.parquet", b"PAR1 and no more, PAR1")

    scrub(desk)

    assert "it is damaged or no Parquet" in desk.refusal()


def test_lines_of_another_encoding_are_refused(tmp_path: Path, register: Register) -> None:
    desk = Desk(tmp_path, CHATS)
    desk.drop("a.jsonl", '{"id": "C42", "email": "zoë"}\n'.encode("latin-1"))

    scrub(desk)

    assert "is not utf-8" in desk.refusal()


def test_a_long_cell_is_read(tmp_path: Path, register: Register) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", f"id,email,age\nC1,{'x' * 140_000} {ANN},5\n")

    scrub(desk)

    assert desk.load(LATER).rows_loaded == 1
    assert search(desk.settings.home, {ANN})[1] == ()


def test_a_file_that_can_be_read_one_day_brings_nobody_back(
    tmp_path: Path, register: Register
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", f"id,email,age\nC1,zoë {ANN},5\n".encode("latin-1"))
    scrub(desk)
    assert desk.refusal()
    mended = replace(PEOPLE, encoding="no-such")
    desk = replace(desk, table=mended)
    scrub(desk)
    assert desk.refusal().endswith("its declared encoding 'no-such' does not exist")
    desk = replace(desk, table=replace(PEOPLE, encoding="latin-1"))

    scrub(desk)

    assert desk.load(LATER).rows_loaded == 1
    assert desk.rows("email") == [(f"zoë {register.stand_in(ANN)}",)]


def test_who_is_forgotten_is_looked_for_in_the_bytes_of_what_cannot_be_read(
    tmp_path: Path, register: Register
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    paths = [
        desk.drop(f"{number}{name}", content)
        for number, (name, content) in enumerate(DAMAGED.values())
    ]
    paths.append(desk.drop("wide.csv", f"id,email\nC42,{ANN}\n".encode("utf-16")))
    damaged = desk.drop("b.parquet", f"PAR1 {ANN} PAR1".encode())

    changes = forget(desk, register)

    assert sorted(changes.unread) == sorted(paths)
    assert sorted(search(desk.settings.home, {ANN})[1]) == sorted([*paths, damaged])
