"""Files that mix line ends: what is read of them, and that forgetting leaves them as readable."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration.forgetting.landed import scrub_landing
from orchestration.forgetting.register import PERSONS, Register
from orchestration.loading import LoadSummary
from orchestration.loading.tables import job_of_table
from tests.unit.loading import Desk, column, contract

ANN, BOB = "ann@example.com", "bob@example.com"
COLUMNS = (column("id", required=True), column("email", personal=True), column("age", "bigint"))
PEOPLE = contract(name="people", columns=COLUMNS)
CHATS = contract(name="people", columns=COLUMNS, format="json_lines")
ENDS = ("\n", "\r\n", "\r", "\r\r\n")

MIXED = {
    "one carriage return in a cell": ("id,email,age\n1,a\rb,5\n2,c,6\n", ["a b", "c"]),
    "unix rows behind a windows header": ("id,email,age\r\n1,a,5\n2,b,6\n", ["a", "b"]),
    "a row of another system": ("id,email,age\n1,a,5\r\n2,b,6\n", ["a", "b"]),
    "one more return than there should be": (
        "id,email,age\r\r\n1,a,5\r\r\n2,b,6\r\r\n",
        ["a", "b"],
    ),
    "a feed at the end only": ("id,email,age\r1,a,5\r2,b,6\n", ["a", "b"]),
    "line ends in quotes stay": ('id,email,age\r\n1,"a\rb\nc",5\n2,b,6\r\n', ["a\rb\nc", "b"]),
}


@pytest.mark.parametrize(("content", "emails"), MIXED.values(), ids=MIXED)
def test_a_file_that_mixes_line_ends_is_read(
    tmp_path: Path, content: str, emails: list[str]
) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", content)

    summary = desk.load()

    assert (summary.refused, summary.rows_loaded) == ((), 2)
    assert desk.rows("email, _row") == [(email, row) for row, email in enumerate(emails, start=1)]


def test_a_malformed_line_is_rejected_in_a_file_that_mixes_line_ends(tmp_path: Path) -> None:
    desk = Desk(tmp_path, PEOPLE)
    desk.drop("a.csv", "id,email,age\r\n1,a,5\n2,b\n3,c,7\r\n")

    summary = desk.load()

    assert (summary.rows_loaded, summary.rows_rejected) == (2, 1)
    assert desk.rows("_row") == [(1,), (3,)]


def test_no_line_of_json_lines_is_lost_where_line_ends_are_mixed(tmp_path: Path) -> None:
    desk = Desk(tmp_path, CHATS)
    desk.drop("a.jsonl", '{"id": 1}\r\n{"id": 2}\r{"id": 3}\r\n{"id": 4}\n{"id": 5}\r\n')

    summary = desk.load()

    assert (summary.rows_loaded, summary.rows_rejected) == (5, 0)


def load(content: str, name: str, *, forgetting: bool) -> tuple[LoadSummary, list[tuple[str, ...]]]:
    with TemporaryDirectory() as folder:
        desk = Desk(Path(folder), PEOPLE if name.endswith("csv") else CHATS)
        register = Register(desk.settings.home / "forgotten", b"salt")
        register.add(PERSONS, "", ANN)
        register.save()
        desk.drop(name, content)
        if forgetting:
            scrub_landing(job_of_table(desk.table, desk.settings, date(2024, 3, 1)))
        return desk.load(), desk.rows("id, email")


def check(content: str, name: str) -> None:
    before, rows = load(content, name, forgetting=False)
    if before.refused:
        return
    after, left = load(content, name, forgetting=True)

    assert after.refused == ()
    assert (after.rows_loaded, after.rows_rejected) == (before.rows_loaded, before.rows_rejected)
    assert len(left) == len(rows)
    for old, new in zip(rows, left, strict=True):
        assert ANN not in str(new)
        assert new == old or ANN in str(old)


ends = st.lists(st.sampled_from(ENDS), min_size=1, max_size=2)
cells = st.sampled_from(["", ANN, BOB, f'"{ANN}"', '"a\nb"', '"a\r\nb"', "a\rb", '""', 'a "b" c'])
csv_rows = st.lists(st.tuples(cells, st.sampled_from(["5", "", "many"])), min_size=1, max_size=4)


@settings(max_examples=15, deadline=None)
@given(csv_rows, ends, st.booleans())
@example([(BOB, "5"), (ANN, "5")], ["\r\n"], False)
@example([(BOB, "5"), (ANN, "5")], ["\r"], True)
def test_what_the_loader_reads_it_reads_when_somebody_is_forgotten(
    rows: list[tuple[str, str]], ends: list[str], is_ended: bool
) -> None:
    lines = ["id,email,age", *(f"C{i},{email},{age}" for i, (email, age) in enumerate(rows))]
    content = "".join(line + ends[i % len(ends)] for i, line in enumerate(lines))

    check(content if is_ended else content.rstrip("\r\n"), "a.csv")


values = st.sampled_from([f'"{ANN}"', f'"{BOB}"', "null", "5", '{"email": 1}', '"a\\u0040b"'])
records = st.lists(st.tuples(st.sampled_from(["email", "note"]), values), max_size=3)


@settings(max_examples=15, deadline=None)
@given(st.lists(records, min_size=1, max_size=4), ends, st.booleans())
@example([[("email", f'"{ANN}"'), ("email", '"other"')]], ["\n"], True)
@example([[("email", f'"{ANN}"')], [("email", f'"{BOB}"')]], ["\r"], True)
def test_what_the_loader_reads_of_json_it_reads_when_somebody_is_forgotten(
    rows: list[list[tuple[str, str]]], ends: list[str], is_ended: bool
) -> None:
    lines = [
        "{" + ", ".join([f'"id": "C{i}"', *(f'"{key}": {value}' for key, value in row)]) + "}"
        for i, row in enumerate(rows)
    ]
    content = "".join(line + ends[i % len(ends)] for i, line in enumerate(lines))

    check(content if is_ended else content.rstrip("\r\n"), "a.jsonl")
