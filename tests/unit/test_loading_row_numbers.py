"""Tests of `_row`: one count for the rows that are loaded and those that are not."""

import gzip
from pathlib import Path

import pytest

from tests.unit.loading import Desk, column, contract

HEADER = "id,score,created_at\n"


def numbers(it: Desk) -> dict[int, str]:
    """What lies at each row: the id of a loaded one, the reason of a rejected one."""
    it.load()
    loaded = {row: id_ for id_, row in it.rows("id, _row")}
    rejected = {row: reason.partition(":")[0] for row, _, _, reason in it.rejects()}
    assert not loaded.keys() & rejected.keys()
    return dict(sorted({**loaded, **rejected}.items()))


def test_rows_after_a_malformed_line_keep_their_number(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract())
    it.drop("a.csv", HEADER + "1,1,\n2,1\n3,1,\n4,1,,,x\n5,nonsense,\n6,1,\n")

    assert numbers(it) == {
        1: "1",
        2: "malformed line",
        3: "3",
        4: "malformed line",
        5: "not a bigint",
        6: "6",
    }


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_cell_of_several_lines_is_one_row_and_a_blank_line_none(
    tmp_path: Path, newline: str
) -> None:
    it = Desk(tmp_path, contract())
    rows = '"1\n\na",1,\n\n\n2\n"3\nb",1,\n\n4,"\n",,x\n5,1,\n'
    it.drop("a.csv", (HEADER + rows).replace("\n", newline))

    found = numbers(it)

    assert found == {
        1: f"1{newline}{newline}a",
        2: "malformed line",
        3: f"3{newline}b",
        4: "malformed line",
        5: "5",
    }
    assert it.rejects()[0][2] == "2"


def test_each_file_of_a_pass_has_its_own_count(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract())
    it.drop("a.csv", HEADER + "a1,1,\na2\na3,1,\n")
    it.drop("b.csv", HEADER + "b1,1,\nb2,1,\n")
    it.drop("c.csv.gz", gzip.compress((HEADER + "c1\n\nc2\nc3,1,\n").encode()))

    it.load()

    assert it.rows("id, _row") == [("a1", 1), ("a3", 3), ("b1", 1), ("b2", 2), ("c3", 3)]
    assert [row for row, *_ in it.rejects()] == [1, 2, 2]


def test_in_a_file_of_one_column_a_blank_line_is_a_row(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract(columns=(column("id"),)))
    it.drop("a.csv", "id\n1\n\n3,x\n4\n")

    assert numbers(it) == {1: "1", 2: None, 3: "malformed line", 4: "4"}


def test_blank_lines_before_the_header_hide_nothing(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract())
    it.drop("a.csv", "\n\n" + HEADER + "1,1,\n2\n3,1,\n")

    assert numbers(it) == {1: "1", 2: "malformed line", 3: "3"}


def test_blank_lines_before_names_parted_by_blanks_hide_nothing(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract(delimiter="whitespace", columns=(column("id"), column("name"))))
    it.drop("a.csv", "\n  \nid name\n1 x\n\n2\n3 x\n")

    assert numbers(it) == {1: "1", 2: "malformed line", 3: "3"}


def test_a_cell_longer_than_a_reader_expects_moves_no_number(tmp_path: Path) -> None:
    it = Desk(tmp_path, contract())
    it.drop("a.csv", f'{HEADER}"1{"x" * 200_000}",1,\n\n2\n3,1,\n')

    it.load()

    assert [row for (row,) in it.rows("_row")] == [1, 3]
    assert [row for row, *_ in it.rejects()] == [2]
