"""An analyst sees what they write before a night publishes it, and waits for no parse in vain."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.dbt_manifest import is_parsed, parsed_before
from orchestration.draft import draft_warehouse, open_draft
from orchestration.settings import PROJECT, Settings
from reports.metric_queries import MetricsQuery, SemanticError
from reports.semantic import SemanticLayer

METRIC = """
  - name: contacts_twice
    label: Contacts, twice
    description: Contacts times two.
    type: derived
    expr: contacts * 2
    input_metrics:
      - name: contacts
"""


@pytest.fixture
def project(copied: Settings, tmp_path: Path) -> Settings:
    """The company with a project of its own that may be changed."""
    folder = tmp_path / "project"
    shutil.copytree(PROJECT / "dbt_project", folder / "dbt_project")
    for name in ("dbt_project.yml", "profiles.yml"):
        shutil.copyfile(PROJECT / name, folder / name)
    return replace(copied, project=folder)


def test_a_metric_can_be_asked_before_it_is_published(project: Settings) -> None:
    metrics = project.models / "metrics" / "drafted.yml"
    metrics.write_text(f"metrics:{METRIC}", encoding="utf-8")

    with SemanticLayer(draft_warehouse(project)) as layer:
        asked = MetricsQuery(metrics=("contacts", "contacts_twice"))
        contacts, twice = layer.query(asked).rows[0]

    assert twice == 2 * contacts > 0
    with SemanticLayer(project.published_warehouse) as layer, pytest.raises(SemanticError):
        layer.explain("contacts_twice")


def test_an_unchanged_project_is_not_read_again(copied: Settings) -> None:
    draft = open_draft(copied)

    assert is_parsed(draft)
    assert parsed_before(draft) is not None


def test_dbt_runs_on_the_build_and_leaves_what_is_published(copied: Settings) -> None:
    published = copied.published_warehouse.read_bytes()
    words = ["dbt", "build", "--select", "fct_backlog_days", "--quiet"]

    done = CliRunner().invoke(cx, words, env={"CX_HOME": str(copied.home)})

    assert done.exit_code == 0, done.output
    assert copied.draft.exists()
    assert not copied.build_warehouse.exists()
    assert copied.published_warehouse.read_bytes() == published


def test_help_of_dbt_names_the_verb() -> None:
    assert "Usage: cx dbt [OPTIONS]" in CliRunner().invoke(cx, ["dbt", "--help"]).output
