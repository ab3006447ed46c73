"""A trace leads from the source rows to the mart's columns, and shows no person."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings
from orchestration.trace_kinds import Kind
from orchestration.trace_sections import KINDS
from orchestration.tracing import Trace, TraceError, trace


@pytest.fixture(scope="module")
def marts(warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        yield connection


def first(marts: duckdb.DuckDBPyConnection, kind: Kind, where: str = "true") -> str:
    found = marts.execute(f"select max({kind.key}) from {kind.mart} where {where}").fetchone()
    assert found is not None
    return str(found[0])


def rows(found: Trace, title: str) -> tuple[tuple[object, ...], ...]:
    (section,) = (part for part in found.sections if part.title.startswith(title))
    return section.rows


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_columns_follow_and_no_person_is_shown(
    marts: duckdb.DuckDBPyConnection, settings: Settings, kind: Kind
) -> None:
    found = trace(marts, settings.lake, first(marts, kind))

    assert found.kind == kind.name
    assert (kind.key, found.id) in rows(found, "Columns that follow")
    assert "@" not in str(found)


def test_a_contact_shows_files_events_and_rules(
    marts: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    reopened = first(marts, KINDS[0], "is_counted and is_reopened and is_resolved")

    found = trace(marts, settings.lake, reopened)

    assert {row[0] for row in rows(found, "Source rows")} == {
        "zendesk/tickets",
        "zendesk/audits",
        "zendesk/comments",
    }
    statuses = [row[4] for row in rows(found, "Events") if row[2] == "status"]
    assert statuses.count("solved") >= 2
    assert ("first contact resolution (D35)", "no: taken up again") in rows(found, "Which rules")


def test_what_is_excluded_says_why(marts: duckdb.DuckDBPyConnection, settings: Settings) -> None:
    merged = first(marts, KINDS[0], "exclusion_reason = 'merged'")

    found = trace(marts, settings.lake, merged)

    assert ("counts (D33)", "excluded: merged") in rows(found, "Which rules")


def test_an_unknown_id_says_how_ids_look(
    marts: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    with pytest.raises(TraceError, match=r"nothing is known under 'nobody'.*contact: zendesk:"):
        trace(marts, settings.lake, "nobody")


def test_a_journey_shows_its_events_and_the_stages_they_reached(
    marts: duckdb.DuckDBPyConnection, settings: Settings
) -> None:
    completed = first(marts, KINDS[-1], "is_completed and contact_count > 0")

    found = trace(marts, settings.lake, completed)

    events = rows(found, "Events that count")
    assert len(rows(found, "Source rows")) >= len(events) > 1
    assert any(row[3] for row in events)
    assert not any(row[3] for row in rows(found, "Stages reached"))
    assert "contact" in {row[1] for row in rows(found, "Contacts and answers")}
