"""What dbt made of the project: a semantic layer that is there, unit tests that hold."""

import json

from orchestration.dbt_manifest import semantic_manifest_path
from orchestration.dbt_runner import run_nodes
from orchestration.publishing import ensure_build
from orchestration.settings import Settings
from tests.conftest import THROUGH


def test_dbt_reads_the_semantic_layer(company: Settings) -> None:
    told = json.loads(semantic_manifest_path(company).read_text(encoding="utf-8"))

    assert told["semantic_models"]
    assert told["metrics"]


def test_the_unit_tests_of_the_demo_companys_models_hold(copied: Settings) -> None:
    ensure_build(copied)

    results = run_nodes(copied, THROUGH, ["test", "--select", "test_type:unit", "--no-write-json"])

    assert results
    assert {result.status for result in results} == {"pass"}
