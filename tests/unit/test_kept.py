"""Tests of answers that are kept in a folder."""

from pathlib import Path

import pytest

from reports import kept
from reports.kept import Kept


def never() -> str:
    raise AssertionError("asked again")


def test_an_answer_is_worked_out_once(tmp_path: Path) -> None:
    assert Kept(tmp_path, "a").once("why", lambda: "because …") == "because …"

    assert Kept(tmp_path, "a").once("why", never) == "because …"


def test_another_ground_has_answers_of_its_own(tmp_path: Path) -> None:
    Kept(tmp_path, "a").once("why", lambda: "because")

    assert Kept(tmp_path, "b").once("why", lambda: "therefore") == "therefore"


def test_old_grounds_are_left(tmp_path: Path) -> None:
    for ground in "abcd":
        Kept(tmp_path, ground).once("why", lambda: "because")

    assert len(list(tmp_path.iterdir())) == kept.GROUNDS_AT_MOST


def test_answers_do_not_pile_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "ANSWERS_AT_MOST", 3)
    for number in range(10):
        Kept(tmp_path, "a").once(f"{number}", lambda: "because")

    assert len(list((tmp_path / "a").iterdir())) <= 3


def test_what_cannot_be_kept_is_answered(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert Kept(tmp_path / "file", "a").once("why", lambda: "because") == "because"
