"""Tests of verdicts and their history."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from quality.verdicts import Verdict, failures, read_verdicts, warnings, write_verdicts

NIGHT = date(2026, 3, 31)
FAILED = Verdict(
    night=NIGHT,
    stage="gate-desk-tickets",
    table="desk/tickets",
    rule="volume",
    passed=False,
    is_blocking=True,
    expected="30 to 90 rows",
    found="2 rows",
    examples=("17", "18"),
)
PASSED = replace(FAILED, rule="freshness", passed=True, examples=())


def test_a_message_names_table_rule_expected_found_and_where_to_look() -> None:
    assert FAILED.message == (
        "desk/tickets volume: expected 30 to 90 rows; found 2 rows (for example 17, 18);"
        " look further: cx status"
    )


def test_what_was_written_is_read_back(tmp_path: Path) -> None:
    write_verdicts(tmp_path, [FAILED, PASSED])

    assert read_verdicts(tmp_path) == (FAILED, PASSED)


def test_the_same_night_again_replaces_what_it_said(tmp_path: Path) -> None:
    write_verdicts(tmp_path, [FAILED, PASSED])
    write_verdicts(tmp_path, [PASSED])

    assert read_verdicts(tmp_path, night=NIGHT) == (PASSED,)


def test_stages_and_nights_keep_their_own_files(tmp_path: Path) -> None:
    audit = replace(PASSED, stage="audit")
    later = replace(PASSED, night=date(2026, 4, 1))
    write_verdicts(tmp_path, [FAILED, audit, later])

    assert read_verdicts(tmp_path, night=NIGHT, stage="audit") == (audit,)
    assert read_verdicts(tmp_path)[-1] == later


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    write_verdicts(tmp_path, [FAILED])

    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == ["gate-desk-tickets.jsonl"]


def test_only_blocking_failures_stop_the_night() -> None:
    warning = replace(FAILED, is_blocking=False)

    assert failures([FAILED, PASSED, warning]) == (FAILED,)
    assert warnings([FAILED, PASSED, warning]) == (warning,)
