"""Tests of the tables that commands print: what a source sent is text, never an instruction."""

import pytest

from orchestration.commands.shared import print_table

HOSTILE = ("see [/tmp] x", "[phone] or [e-mail]", "[link=https://evil.example]x[/link]")


@pytest.mark.parametrize("value", HOSTILE)
def test_brackets_stand_as_they_were_sent(
    value: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "dumb")

    print_table(["[bold]name"], [[value]])

    told = capsys.readouterr().out
    assert [line.strip() for line in told.splitlines()] == ["[bold]name", value]


@pytest.mark.parametrize("is_terminal", [True, False])
def test_a_value_neither_moves_the_cursor_nor_shifts_a_column(
    is_terminal: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: is_terminal)

    print_table(["a", "b"], [["one\ttwo\nthree\x1b[2J", 0.25]])

    told = capsys.readouterr().out
    assert "one\\ttwo\\nthree\\x1b[2J" in told
    assert told.count("\t") == (0 if is_terminal else 2)
    assert len(told.splitlines()) == 2
