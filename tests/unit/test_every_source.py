"""What is written source by source outside of dbt has a place for every source that brings rows."""

import re
from pathlib import Path

import pytest

from orchestration.forgetting.identifiers import TABLES
from orchestration.trace_sections import LAKE_ROWS

INTERMEDIATE = Path(__file__).parents[2] / "dbt_project" / "models" / "intermediate"
TRACED = {
    "contact": "support/int_contacts_unioned.sql",
    "answer": "surveys/int_survey_answers_unioned.sql",
    "customer month": "revenue/int_subscription_terms_unioned.sql",
    "journey": "journeys/int_events_unioned.sql",
}
# Their identities are no rows of a table: whatever names somebody stands in a personal column.
WITHOUT_OWN_ROWS = {"qualtrics", "segment", "mapped"}


def sources_of(union: str) -> set[str]:
    text = (INTERMEDIATE / union).read_text(encoding="utf-8")
    return set(re.findall(r"'(\w+)'(?: in var\('sources'\)|: \[)", text))


@pytest.mark.parametrize("kind", TRACED)
def test_a_trace_finds_the_rows_of_every_source(kind: str) -> None:
    traced = {source for told, source in LAKE_ROWS if told == kind}

    cure = "name the lake tables of its rows in LAKE_ROWS of orchestration/trace_sections.py"
    assert sources_of(TRACED[kind]) - traced == set(), cure


def test_forgetting_knows_whose_rows_the_identities_of_every_source_are() -> None:
    owned = {source for source, _ in TABLES}

    cure = "name the table of its identities in TABLES of orchestration/forgetting/identifiers.py"
    united = sources_of("identity/int_identities_unioned.sql")
    assert united - owned - WITHOUT_OWN_ROWS == set(), cure
    assert united >= owned
