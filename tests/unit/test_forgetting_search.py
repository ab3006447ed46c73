"""The proof reads files piece by piece, and no cut hides or makes a word."""

import gzip
from pathlib import Path

import pytest

from orchestration.forgetting import search as searching
from orchestration.forgetting.landed import scrub_landing
from orchestration.forgetting.register import PERSONS, Register
from orchestration.forgetting.search import is_in, pattern_of, search
from orchestration.forgetting.sieve import Sieve
from orchestration.loading.tables import job_of_table
from tests.unit.loading import NIGHT, Desk, contract

ANN = "ann@example.com"


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("before", range(0, 80, 7))
def test_a_word_across_two_pieces_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int, *, packed: bool
) -> None:
    monkeypatch.setattr(searching, "_PIECE", 64)
    monkeypatch.setattr(searching, "_OVERLAP", 32)
    pattern, sieve = pattern_of([ANN]), Sieve()
    assert pattern
    sieve.add(ANN, is_person=False)
    word, part = (tmp_path / f"{name}.txt{'.gz' * packed}" for name in ("word", "part"))
    for path, text in ((word, ANN), (part, f"jo{ANN}munity")):
        content = b" " * before + text.encode() + b" " * 99
        path.write_bytes(gzip.compress(content) + gzip.compress(b"-") if packed else content)

    assert (is_in(word, pattern, sieve), is_in(part, pattern, sieve)) == (True, False)


@pytest.mark.parametrize("before", ["\\n", "\\t", "\\u00e9"])
def test_a_word_behind_an_escape_is_found(tmp_path: Path, before: str) -> None:
    (tmp_path / "a.jsonl").write_text(f'{{"body": "Hi{before}{ANN}"}}', encoding="utf-8")

    assert search(tmp_path, [ANN]) == (1, (tmp_path / "a.jsonl",))


def test_a_file_without_line_ends_is_not_read_whole(tmp_path: Path) -> None:
    desk = Desk(tmp_path, contract(format="json_lines"))
    register = Register(desk.settings.home / "forgotten", b"salt")
    register.add(PERSONS, "", ANN)
    register.save()
    desk.drop("bomb.jsonl.gz", gzip.compress(b"a" * 17_000_000, compresslevel=1))

    scrub_landing(job_of_table(desk.table, desk.settings, NIGHT))

    assert "line 1 is longer than 16 MB" in desk.refusal()
