"""Tests of verdicts and their history."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from quality.verdicts import Verdict, failures, read_stops, read_verdicts, warnings, write_verdicts

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


def test_of_a_corrected_night_the_last_attempt_stands_and_the_stop_is_remembered(
    tmp_path: Path,
) -> None:
    write_verdicts(tmp_path, [FAILED, PASSED])
    write_verdicts(tmp_path, [replace(FAILED, passed=True, found="50 rows")])

    assert [verdict.found for verdict in read_verdicts(tmp_path, night=NIGHT)] == ["50 rows"]
    assert read_stops(tmp_path) == (FAILED,)


def test_the_same_night_again_changes_nothing(tmp_path: Path) -> None:
    [path] = write_verdicts(tmp_path, [FAILED, PASSED])
    before = path.read_bytes()

    write_verdicts(tmp_path, [FAILED, PASSED])

    assert path.read_bytes() == before


def test_a_history_of_before_attempts_is_read(tmp_path: Path) -> None:
    [path] = write_verdicts(tmp_path, [FAILED])
    path.write_text(path.read_text("utf-8").replace('"attempt": 1, ', ""), encoding="utf-8")

    write_verdicts(tmp_path, [PASSED])

    assert read_stops(tmp_path) == (FAILED,)
    assert read_verdicts(tmp_path) == (PASSED,)


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
