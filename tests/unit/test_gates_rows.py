"""Tests of the rules a contract implies, asked of real rows through Great Expectations."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from quality.contract import ColumnContract, TableContract
from quality.gates import run_gate
from quality.suites.contract import plausible_dates, usual_values
from quality.verdicts import failures, read_verdicts
from tests.unit.gates import NIGHT, write

USERS = TableContract(
    source="desk",
    name="users",
    description="Users.",
    format="json_lines",
    key=("id",),
    columns=(ColumnContract("id", "Number.", "varchar", required=True),),
)
TICKETS = TableContract(
    source="desk",
    name="tickets",
    description="Tickets.",
    format="json_lines",
    key=("id",),
    columns=(
        ColumnContract("id", "Number.", "varchar", required=True),
        ColumnContract("status", "Status.", "varchar", accepted=("open", "it's closed")),
        ColumnContract("user_id", "User.", "varchar", references="users.id"),
        ColumnContract("priority", "Priority.", "bigint", accepted=("1", "2")),
        ColumnContract("price", "Price.", "double", minimum=0, maximum=100),
        ColumnContract("updated_at", "Changed.", "timestamp", required=True),
    ),
    cursor="updated_at",
)
GOOD = {
    "id": "1",
    "status": "open",
    "user_id": "7",
    "priority": 1,
    "price": 10.0,
    "updated_at": "2026-03-31 10:00:00",
}


def broken(
    lake: Path, validator: Any, *rows: dict[str, Any], table: TableContract = TICKETS
) -> dict[str, tuple[str, ...]]:
    """The rules that stop the night on these tickets, each with its examples."""
    write(lake, USERS, [{"id": "7"}])
    write(lake, table, list(rows))
    verdicts = run_gate(lake, table, as_of=NIGHT, validator=validator)
    return {verdict.rule: verdict.examples for verdict in failures(verdicts)}


def many(number: int, **changed: Any) -> list[dict[str, Any]]:
    return [{**GOOD, **changed, "id": f"{n}"} for n in range(number)]


def test_good_rows_pass(tmp_path: Path, validator: Any) -> None:
    assert broken(tmp_path, validator, GOOD, {**GOOD, "id": "2", "status": "it's closed"}) == {}


def test_a_required_value_is_never_missing(tmp_path: Path, validator: Any) -> None:
    found = broken(tmp_path, validator, GOOD, {**GOOD, "id": "2", "updated_at": None})

    assert found == {"required_values": ("2: no updated_at",)}


def test_one_version_of_a_key_has_one_content(tmp_path: Path, validator: Any) -> None:
    rows = many(20)

    found = broken(tmp_path, validator, *rows, {**rows[3], "status": "it's closed"})

    assert found == {"key_consistent": ("3",)}


def test_a_row_that_the_system_changed_without_its_cursor_is_a_version(
    tmp_path: Path, validator: Any
) -> None:
    rows = many(20, seen=0)
    seen = ColumnContract("seen", "Seen.", "bigint")
    table = replace(TICKETS, columns=(*TICKETS.columns, seen), then_by="seen")
    first, second, third = ({**rows[3], "seen": number} for number in (1, 2, 2))

    changed = {**third, "status": "it's closed"}
    rows = [*rows[4:], first, second]

    fine = broken(tmp_path / "fine", validator, *rows, table=table)
    found = broken(tmp_path / "not", validator, *rows, changed, table=table)

    assert (fine, found) == ({}, {"key_consistent": ("3",)})


def test_a_value_that_is_not_usual_is_told_and_stops_nothing() -> None:
    status = replace(TICKETS.by_name["status"], accepted=(), usual=("open",))

    rule = usual_values(TICKETS, status)

    assert (rule.name, rule.is_blocking) == ("usual_values:status", False)
    assert "\"status\" not in ('open')" in rule.offenders


def test_a_newer_version_and_a_stray_repetition_are_no_contradiction(
    tmp_path: Path, validator: Any
) -> None:
    rows = many(20)
    newer = {**rows[3], "status": "it's closed", "updated_at": "2026-03-31 11:00:00"}

    assert broken(tmp_path, validator, *rows, rows[5], newer) == {}


def test_where_a_feed_tells_no_version_the_later_file_holds_the_newer(
    tmp_path: Path, validator: Any
) -> None:
    *others, version = TICKETS.columns
    unversioned = replace(TICKETS, columns=(*others, replace(version, required=False)))
    rows = many(20, updated_at=None)
    corrected = {**rows[3], "status": "it's closed", "_file": "landing/b"}
    contradicting = {**rows[4], "status": "it's closed"}

    found = broken(tmp_path, validator, *rows, corrected, contradicting, table=unversioned)

    assert found == {"key_consistent": ("4",)}


def test_a_file_that_says_everything_twice_stops(tmp_path: Path, validator: Any) -> None:
    found = broken(tmp_path, validator, *many(4), *many(4))

    assert found == {"key_once_per_file": ("0", "1", "2", "3")}


def test_values_are_those_the_contract_accepts(tmp_path: Path, validator: Any) -> None:
    found = broken(
        tmp_path, validator, {**GOOD, "status": "lost"}, {**GOOD, "id": "2", "priority": 3}
    )

    assert found == {"accepted_values:status": ("1",), "accepted_values:priority": ("2",)}


def test_numbers_lie_within_their_bounds(tmp_path: Path, validator: Any) -> None:
    found = broken(
        tmp_path, validator, {**GOOD, "price": -1.0}, {**GOOD, "id": "2", "price": 100.5}
    )

    assert found == {"value_range:price": ("1", "2")}


def test_references_are_found_but_for_a_few(tmp_path: Path, validator: Any) -> None:
    few, lot = tmp_path / "few", tmp_path / "lot"

    assert broken(few, validator, *many(10, user_id="removed")) == {}
    assert broken(lot, validator, *many(11, user_id="removed")) == {
        "reference:user_id": ("removed",)
    }


def test_the_vendors_own_actors_refer_to_nobody(tmp_path: Path, validator: Any) -> None:
    assert broken(tmp_path, validator, *many(20, user_id="-1")) == {}


def test_facts_of_the_past_do_not_lie_ahead(tmp_path: Path, validator: Any) -> None:
    soon = {**GOOD, "id": "2", "updated_at": "2026-04-01 20:00:00"}
    late = {**GOOD, "id": "3", "updated_at": "2026-04-03 00:00:00"}
    seconds = {**GOOD, "id": "4", "updated_at": "1970-01-21 10:00:00"}

    found = broken(tmp_path, validator, GOOD, soon, late, seconds)

    assert found == {"plausible_dates": ("3", "4")}


def test_own_files_may_bring_what_is_older_than_vendors_are() -> None:
    feed = replace(TICKETS, format="feed")

    (vendors, own) = (
        plausible_dates(table, ["updated_at"], as_of=NIGHT).offenders for table in (TICKETS, feed)
    )

    assert "'1980-01-01'" in vendors
    assert "'1900-01-01'" in own


def test_a_column_of_another_type_is_told_before_anything_else(
    tmp_path: Path, validator: Any
) -> None:
    write(tmp_path, USERS, [{"id": "7"}])
    write(tmp_path, TICKETS, [GOOD])
    drifted = replace(
        TICKETS, columns=(*TICKETS.columns[:-1], ColumnContract("updated_at", "Changed.", "date"))
    )

    verdicts = failures(run_gate(tmp_path, drifted, as_of=NIGHT, validator=validator))

    assert [v.rule for v in verdicts] == ["columns_typed"]
    assert verdicts[0].examples == ("updated_at timestamp instead of date",)


def test_personal_values_never_reach_a_verdict(tmp_path: Path, validator: Any) -> None:
    person = replace(
        TICKETS,
        columns=(
            ColumnContract("id", "E-mail.", "varchar", required=True, personal=True),
            *TICKETS.columns[1:],
        ),
    )

    found = broken(tmp_path, validator, {**GOOD, "id": "a@b.c", "price": -1.0}, table=person)

    assert found == {"value_range:price": ("landing/a:0",)}


def test_the_history_holds_what_the_gate_said(tmp_path: Path, validator: Any) -> None:
    write(tmp_path, USERS, [{"id": "7"}])

    said = run_gate(
        tmp_path, USERS, as_of=NIGHT, verdicts=tmp_path / "verdicts", validator=validator
    )

    assert read_verdicts(tmp_path / "verdicts", night=NIGHT, stage="gate-desk-users") == said
