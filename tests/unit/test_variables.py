"""The variables of the dbt project: each is read, each that a night passes is declared."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from orchestration.forecasts.observations import LEAST_DAYS, OUTCOME_MONTHS
from orchestration.settings import PROJECT, load_settings

PLACES = re.compile(r"""\bvar\(\s*['"](\w+)['"]\s*(,)?""")


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text(encoding="utf-8"))
    variables: dict[str, Any] = project["vars"]
    return variables


def read_in(folder: Path) -> list[tuple[str, str]]:
    """Each variable that models and macros read, and the comma before a default of their own."""
    paths = [path for path in folder.rglob("*") if path.suffix in (".sql", ".yml")]
    return [place for path in paths for place in PLACES.findall(path.read_text(encoding="utf-8"))]


def test_every_variable_is_declared_and_read(declared: dict[str, Any]) -> None:
    read = {name for name, _ in read_in(PROJECT / "dbt_project")}

    assert read == set(declared)


def test_no_model_has_a_default_of_its_own() -> None:
    assert {name for name, comma in read_in(PROJECT / "dbt_project") if comma} == set()


def test_what_a_night_passes_is_declared(declared: dict[str, Any]) -> None:
    passed = load_settings(None, {}).dbt_vars(date(2026, 5, 31))

    assert set(passed) - set(declared) == set()


def test_drivers_are_weighed_by_the_definitions_of_the_score(declared: dict[str, Any]) -> None:
    assert declared["contact_rate_least_days"] == LEAST_DAYS
    assert declared["health_outcome_months"] == OUTCOME_MONTHS
