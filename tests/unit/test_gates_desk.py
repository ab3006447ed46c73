"""Tests of the rules about the support desk: a week of opening hours, the outcome of a call."""

from pathlib import Path

import duckdb
import pytest

from quality.contract import TableContract
from quality.suites.zendesk import desk_rules

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"


def offenders(name: str, rows: str) -> dict[str, list[str]]:
    """What each rule of a table of the desk finds in rows given as a SQL list."""
    table = TableContract(
        source="zendesk", name=name, description="", format="json_lines", key=("id",), columns=()
    )
    with duckdb.connect() as connection:
        connection.execute(f"create table batch as {rows}")
        return {
            rule.name: [str(row[0]) for row in connection.execute(query).fetchall()]
            for rule in desk_rules(table, SEEDS)
            if (query := rule.offenders.format(batch="batch"))
        }


def schedule(zone: str, *openings: tuple[int, int]) -> str:
    week = ", ".join(f'{{"start_time": {start}, "end_time": {end}}}' for start, end in openings)
    return f"select 'care' as id, '{zone}' as time_zone, '[{week}]'::json as intervals"


@pytest.mark.parametrize("zone", ["Amsterdam", "Pacific Time (US & Canada)", "Asia/Kolkata"])
def test_openings_beside_each_other_in_a_known_zone_pass(zone: str) -> None:
    found = offenders("schedules", schedule(zone, (540, 720), (720, 1020), (10_000, 10_140)))

    assert found == {"openings_apart": [], "zones_known": []}


@pytest.mark.parametrize(
    "openings",
    [((540, 720), (700, 1020)), ((720, 540),), ((540, 540),), ((10_080, 10_100),), ((-60, 100),)],
    ids=["overlap", "backwards", "empty", "next_week", "before_sunday"],
)
def test_a_week_that_cannot_be_is_found(openings: tuple[tuple[int, int], ...]) -> None:
    found = offenders("schedules", schedule("Amsterdam", *openings))

    assert found["openings_apart"] == ["care"]


def test_a_zone_nobody_knows_is_named() -> None:
    assert offenders("schedules", schedule("Atlantis"))["zones_known"] == ["Atlantis"]


@pytest.mark.parametrize(
    ("status", "answered_after", "talked", "right"),
    [
        ("completed", "30", "120", []),
        ("abandoned_in_queue", "null", "0", []),
        ("abandoned_in_queue", "30", "0", ["1"]),
        ("abandoned_in_queue", "null", "5", ["1"]),
    ],
)
def test_a_call_has_one_outcome(
    status: str, answered_after: str, talked: str, right: list[str]
) -> None:
    row = (
        f"select 1 as id, '{status}' as completion_status,"
        f" {answered_after}::bigint as time_to_answer, {talked} as talk_time"
    )

    assert offenders("calls", row) == {"one_outcome": right}
