"""The customers found behind names, held against the truth that the demo company kept apart."""

import pytest

from orchestration.demo.scoring import Score, score
from orchestration.settings import Settings


@pytest.fixture(scope="module")
def scores(company: Settings) -> dict[str, Score]:
    return {each.name: each for each in score(company.home, company.published_warehouse)}


def test_nearly_every_link_is_true(scores: dict[str, Score]) -> None:
    assert scores["all"].linked > 500
    assert scores["all"].precision >= 0.99


def test_nearly_every_name_finds_its_customer(scores: dict[str, Score]) -> None:
    assert scores["all"].recall >= 0.97
    assert scores["zendesk"].recall >= 0.94


def test_every_rule_has_something_to_do_and_is_mostly_right(scores: dict[str, Score]) -> None:
    for rule in ("external_id", "email", "phone", "organization"):
        assert scores[f"by {rule}"].precision >= 0.97, rule
