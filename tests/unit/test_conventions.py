"""Tests of the conventions: each rule by a project that keeps it and one that breaks it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quality.conventions import __main__ as command
from quality.conventions import documentation, governance, modeling, sql, structure, tree
from quality.conventions.check import RULES, ParseError, check
from quality.conventions.project import Project, Rule, Violation
from quality.goals import COLUMNS, SEED

Manifest = dict[str, Any]
Change = Callable[[Manifest], object]
SWITCHED = {"enabled": "{{ 'desk' in var('sources', ['desk']) }}"}


def model(name: str, folder: str, parents: list[str], sql: str = "") -> dict[str, Any]:
    path = f"dbt_project/models/{folder}/{name}.sql"
    return {
        "resource_type": "model",
        "name": name,
        "original_file_path": path,
        "patch_path": f"cx_warehouse://{path.removesuffix('.sql')}.yml",
        "raw_code": sql or f"-- One row per thing.\nselect * from {{{{ ref('{name}_x') }}}}\n",
        "description": "One row per thing.",
        "columns": {"thing_id": {"name": "thing_id", "description": "Key.", "constraints": []}},
        "config": {"materialized": "table", "contract": {"enforced": True}, "meta": {}},
        "access": "public" if folder.startswith("marts") else "protected",
        "depends_on": {"nodes": parents},
    }


def data_test(name: str, node: str, column: str | None = None) -> dict[str, Any]:
    return {
        "resource_type": "test",
        "name": f"{name}_{node}",
        "original_file_path": "x.yml",
        "attached_node": f"model.p.{node}",
        "column_name": column,
        "test_metadata": {"name": name},
    }


def good() -> Manifest:
    """A small project that keeps every rule."""
    models = {
        "stg_desk__tickets": model("stg_desk__tickets", "staging/desk", ["source.p.desk.tickets"]),
        "int_tickets_counted": model(
            "int_tickets_counted", "intermediate/support", ["model.p.stg_desk__tickets"]
        ),
        "fct_tickets": model("fct_tickets", "marts/support", ["model.p.int_tickets_counted"]),
    }
    tests = {
        f"test.p.{kind}_{name}": data_test(kind, name, "thing_id")
        for kind in ("unique", "not_null")
        for name in models
    }
    return {
        "nodes": {**{f"model.p.{name}": node for name, node in models.items()}, **tests},
        "sources": {
            "source.p.desk.tickets": {
                "resource_type": "source",
                "name": "tickets",
                "source_name": "desk",
                "relation_name": "lake.tickets",
                "original_file_path": "dbt_project/models/staging/desk/_desk__sources.yml",
                "description": "Tickets.",
                "source_description": "The desk.",
                "columns": {
                    "id": {"description": "Number.", "config": {"meta": {"personal": False}}}
                },
                "freshness": {"warn_after": {"count": 2, "period": "day"}},
                "loaded_at_field": "_loaded_on",
            }
        },
        "exposures": {
            "exposure.p.support_desk": {
                "name": "support_desk",
                "original_file_path": "dbt_project/models/metrics/exposures.yml",
                "depends_on": {"nodes": ["model.p.fct_tickets"]},
            }
        },
        "unit_tests": {"unit_test.p.a": {"depends_on": {"nodes": ["model.p.fct_tickets"]}}},
        "semantic_models": {
            "semantic_model.p.tickets": {
                "name": "tickets",
                "original_file_path": "x.yml",
                "entities": [{"name": "ticket", "type": "primary"}],
            }
        },
        "metrics": {
            "metric.p.rate": {
                "name": "rate",
                "original_file_path": "x.yml",
                "type": "ratio",
                "label": "Rate",
                "description": "This by that.",
                "config": {
                    "meta": {
                        "unit": "share",
                        "direction": "up",
                        "owner": "us",
                        "decision": "D1",
                        "interval": "wilson",
                    }
                },
            }
        },
    }


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A tree of files that keeps every rule."""
    page = tmp_path / "reports" / "pages" / "support-desk.md"
    page.parent.mkdir(parents=True)
    page.touch()
    module = tmp_path / "quality" / "gates.py"
    module.parent.mkdir()
    module.write_text('"""What belongs here."""\n\n\ndef run():\n    return 1\n')
    goals = tmp_path / SEED
    goals.parent.mkdir(parents=True)
    rows = [",".join(COLUMNS), "*,,,,,,,,,30,,,,", "rate,,,up,0.8,true,,,,,us,monthly,,"]
    goals.write_text("\n".join(rows))
    return tmp_path


def node(manifest: Manifest, name: str) -> dict[str, Any]:
    found: dict[str, Any] = manifest["nodes"][f"model.p.{name}"]
    return found


def add(manifest: Manifest, name: str, folder: str, parents: list[str]) -> None:
    manifest["nodes"][f"model.p.{name}"] = model(name, folder, parents)


def read_also(name: str, parent: str) -> Change:
    return lambda m: node(m, name)["depends_on"]["nodes"].append(parent)


def write_sql(name: str, code: str) -> Change:
    return lambda m: node(m, name).update(raw_code=code)


def the(kind: str) -> Callable[[Manifest], dict[str, Any]]:
    return lambda m: next(iter(m[kind].values()))


def chain_of_views(manifest: Manifest) -> None:
    parent = "model.p.int_tickets_counted"
    for n in range(5):
        add(manifest, f"int_step_{n}", "intermediate/support", [parent])
        parent = f"model.p.int_step_{n}"
        manifest["nodes"][parent]["config"]["materialized"] = "view"


def childless(number: int) -> Change:
    def change(manifest: Manifest) -> None:
        for n in range(number):
            add(manifest, f"fct_end_{n}", "marts/support", ["model.p.int_tickets_counted"])

    return change


def second_source(manifest: Manifest) -> None:
    manifest["sources"]["source.p.desk.again"] = {
        **manifest["sources"]["source.p.desk.tickets"],
        "name": "again",
    }


CASES: list[tuple[Rule, str, Change]] = [
    (
        modeling.direct_join_to_source,
        "direct join to source",
        read_also("int_tickets_counted", "source.p.desk.tickets"),
    ),
    (
        modeling.downstream_dependent_on_source,
        "marts or intermediate on a source",
        read_also("int_tickets_counted", "source.p.desk.tickets"),
    ),
    (
        modeling.staging_dependent_on_staging,
        "staging on staging",
        lambda m: add(m, "stg_desk__more", "staging/desk", ["model.p.stg_desk__tickets"]),
    ),
    (
        modeling.staging_dependent_on_later,
        "staging on later layers",
        read_also("stg_desk__tickets", "model.p.int_tickets_counted"),
    ),
    (
        modeling.source_fanout,
        "source fan-out",
        lambda m: add(m, "stg_desk__more", "staging/desk", ["source.p.desk.tickets"]),
    ),
    (
        modeling.multiple_sources_joined,
        "several sources joined",
        read_also("stg_desk__tickets", "source.p.desk.users"),
    ),
    (modeling.duplicate_sources, "duplicate sources", second_source),
    (modeling.unused_sources, "unused sources", second_source),
    (
        modeling.root_models,
        "root models",
        lambda m: node(m, "stg_desk__tickets")["depends_on"]["nodes"].clear(),
    ),
    (modeling.model_fanout, "model fan-out", childless(2)),
    (
        modeling.rejoining_of_upstream_concepts,
        "rejoining of upstream concepts",
        read_also("fct_tickets", "model.p.stg_desk__tickets"),
    ),
    (
        modeling.too_many_joins,
        "too many joins",
        lambda m: node(m, "fct_tickets")["depends_on"].update(
            nodes=[f"model.p.int_{n}" for n in range(7)]
        ),
    ),
    (modeling.chained_views, "chained views", chain_of_views),
    (
        documentation.missing_primary_key_tests,
        "missing primary key tests",
        lambda m: m["nodes"].pop("test.p.unique_fct_tickets"),
    ),
    (documentation.test_coverage, "test coverage", childless(1)),
    (
        documentation.sources_without_freshness,
        "sources without freshness",
        lambda m: the("sources")(m).update(freshness=None),
    ),
    (
        documentation.undocumented_models,
        "undocumented public models",
        lambda m: node(m, "fct_tickets").update(description=" "),
    ),
    (
        documentation.undocumented_models,
        "undocumented models",
        lambda m: node(m, "int_tickets_counted").update(description=""),
    ),
    (
        documentation.undocumented_sources,
        "undocumented source tables",
        lambda m: the("sources")(m).update(description=""),
    ),
    (
        documentation.undocumented_sources,
        "undocumented sources",
        lambda m: the("sources")(m).update(source_description=""),
    ),
    (
        documentation.documentation_coverage,
        "documentation coverage",
        lambda m: node(m, "fct_tickets")["columns"]["thing_id"].update(description=""),
    ),
    (
        documentation.marts_are_unit_tested,
        "mart without unit test",
        lambda m: m["unit_tests"].clear(),
    ),
    (
        governance.public_models_without_contract,
        "public models without contract",
        lambda m: node(m, "fct_tickets")["config"].update(contract={"enforced": False}),
    ),
    (
        governance.exposures_on_private_models,
        "exposures on private models",
        lambda m: node(m, "fct_tickets").update(access="protected"),
    ),
    (
        governance.exposure_parents_are_tables,
        "exposure parents not tables",
        lambda m: node(m, "fct_tickets")["config"].update(materialized="view"),
    ),
    (
        governance.exposures_are_pages,
        "exposure without page",
        lambda m: the("exposures")(m).update(name="elsewhere"),
    ),
    (
        governance.exposures_are_pages,
        "page without exposure",
        lambda m: m["exposures"].clear(),
    ),
    (
        governance.one_primary_entity,
        "semantic model without one primary entity",
        lambda m: the("semantic_models")(m).update(entities=[]),
    ),
    (
        governance.metrics_are_explained,
        "metric not explained",
        lambda m: the("metrics")(m)["config"]["meta"].pop("decision"),
    ),
    (
        governance.metrics_say_nothing_unheard,
        "metric with an unknown key",
        lambda m: the("metrics")(m)["config"]["meta"].update(maturng="waiting"),
    ),
    (
        governance.rates_say_how_sure_they_are,
        "rate without interval",
        lambda m: the("metrics")(m)["config"]["meta"].pop("interval"),
    ),
    (
        governance.goals_can_be_judged,
        "goal without sense",
        lambda m: the("metrics")(m).update(name="share"),
    ),
    (
        structure.model_naming,
        "model naming",
        lambda m: node(m, "fct_tickets").update(name="tickets"),
    ),
    (
        structure.model_directories,
        "model directories",
        lambda m: add(m, "stg_crm__accounts", "staging/desk", ["source.p.desk.tickets"]),
    ),
    (
        structure.source_directories,
        "source directories",
        lambda m: the("sources")(m).update(original_file_path="dbt_project/models/sources.yml"),
    ),
    (
        structure.test_directories,
        "one YAML per model",
        lambda m: node(m, "fct_tickets").update(patch_path="p://dbt_project/models/schema.yml"),
    ),
    (
        structure.singular_test_naming,
        "singular test naming",
        lambda m: m["nodes"].update(
            {
                "test.p.totals": {
                    "resource_type": "test",
                    "name": "totals",
                    "original_file_path": "dbt_project/tests/totals.sql",
                }
            }
        ),
    ),
    (
        documentation.sources_say_what_is_personal,
        "sources silent about persons",
        lambda m: the("sources")(m)["columns"].update(email={"description": "Address."}),
    ),
    (
        structure.source_switches,
        "source switches",
        lambda m: node(m, "stg_desk__tickets").update(unrendered_config=SWITCHED),
    ),
    (
        modeling.marts_know_no_source,
        "marts that know a source",
        lambda m: node(m, "fct_tickets").update(raw_code="{% if 'desk' in var('sources') %}"),
    ),
    (
        modeling.marts_know_no_source,
        "marts that know a source",
        lambda m: node(m, "fct_tickets").update(raw_code="{{ union_of_sources([], {}) }}"),
    ),
    (
        sql.hard_coded_references,
        "hard-coded references",
        write_sql("fct_tickets", "-- One row per x.\nselect * from staging.stg_desk__tickets"),
    ),
    (
        sql.portable_sql,
        "portable SQL",
        write_sql("fct_tickets", "-- One row per x.\nselect a::bigint from final"),
    ),
    (
        sql.grain_in_first_line,
        "grain in the first line",
        write_sql("fct_tickets", "select 1"),
    ),
    (
        sql.model_length,
        "model length",
        write_sql("fct_tickets", "-- One row per x.\n" * 121),
    ),
]


@pytest.mark.parametrize(
    ("rule", "name", "change"), CASES, ids=[f"{rule.__name__}-{name}" for rule, name, _ in CASES]
)
def test_a_rule_is_silent_until_it_is_broken(
    root: Path, rule: Rule, name: str, change: Change
) -> None:
    manifest = good()
    assert list(rule(Project(root, manifest))) == []

    change(manifest)

    assert name in {violation.rule for violation in rule(Project(root, manifest))}


def test_every_rule_is_proved_both_ways() -> None:
    assert {rule for rule, _, _ in CASES} | {
        tree.python_files,
        structure.unit_test_switches,
    } == set(RULES)


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        ("utils.py", '"""All."""\n', "nameless module"),
        ("long.py", '"""Long."""\n' + "x = 1\n" * 300, "file length"),
        ("silent.py", "x = 1\n", "module docstring"),
        ("f.py", '"""F."""\n\n\ndef f():\n' + "    x = 1\n" * 40, "function length"),
    ],
)
def test_python_files_stay_readable(root: Path, name: str, text: str, rule: str) -> None:
    assert list(tree.python_files(Project(root, good()))) == []

    (root / "quality" / name).write_text(text)

    assert [v.rule for v in tree.python_files(Project(root, good()))] == [rule]


@pytest.mark.parametrize(
    "code",
    [
        "select extract(epoch from a.created_at) from final",
        "select a is distinct from b.c from final",
        "-- taken from staging.tickets\nselect ' from a.b ' from final",
        "select * from {{ ref('stg_desk__tickets') }}",
    ],
)
def test_what_only_looks_like_a_table_is_none(root: Path, code: str) -> None:
    manifest = good()
    node(manifest, "fct_tickets")["raw_code"] = code

    assert list(sql.hard_coded_references(Project(root, manifest))) == []


@pytest.mark.parametrize(
    ("union", "is_asked"),
    [
        ("{% if 'desk' in var('sources') %}", True),
        ("{{ union_of_sources([('id', 'text')], {'desk': ['stg_desk__tickets']}) }}", True),
        ("{{ union_of_sources([('id', 'text')], {'shop': ['stg_desk__tickets']}) }}", False),
    ],
)
def test_a_switched_source_switches_its_staging_and_a_union_asks_for_it(
    root: Path, union: str, is_asked: bool
) -> None:
    manifest = good()
    contract = root / the("sources")(manifest)["original_file_path"]
    contract.parent.mkdir(parents=True)
    contract.write_text(SWITCHED["enabled"])

    (told,) = structure.source_switches(Project(root, manifest))
    node(manifest, "stg_desk__tickets")["unrendered_config"] = SWITCHED
    node(manifest, "int_tickets_counted")["raw_code"] = union

    assert "+enabled: 'desk' in var('sources', …) for dbt_project/models/staging/desk" in told.cure
    assert (not list(structure.source_switches(Project(root, manifest)))) is is_asked


def test_a_unit_test_is_switched_off_with_the_model_it_gives_rows_to(root: Path) -> None:
    manifest = good()
    node(manifest, "stg_desk__tickets")["unrendered_config"] = SWITCHED
    told = {"name": "a", "model": "int_tickets_counted", "original_file_path": "tickets.yml"}
    given = {"input": "ref('stg_desk__tickets')"}
    manifest["unit_tests"] = {"unit_test.p.a": {**told, "given": [given]}}
    switched = {**told, "config": SWITCHED}

    (root / "tickets.yml").write_text(json.dumps({"unit_tests": [told]}), encoding="utf-8")
    (found,) = structure.unit_test_switches(Project(root, manifest))
    (root / "tickets.yml").write_text(json.dumps({"unit_tests": [switched]}), encoding="utf-8")

    assert found.cure == "config: {enabled: \"{{ 'desk' in var('sources') }}\"}"
    assert list(structure.unit_test_switches(Project(root, manifest))) == []


def test_a_project_that_dbt_refuses_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(_: Path) -> Project:
        raise ParseError("dbt parse failed: Compilation Error\n  doc 'col_x' was not found")

    monkeypatch.setattr(command, "parse_project", refused)

    assert command.main() == 1
    told = "conventions: dbt parse failed: Compilation Error doc 'col_x' was not found\n"
    assert capsys.readouterr().err == told


def test_a_private_metric_needs_no_owner_and_a_plain_count_no_decision(root: Path) -> None:
    manifest = good()
    metric = the("metrics")(manifest)
    metric["type"] = "simple"
    metric["config"]["meta"].pop("decision")
    assert list(governance.metrics_are_explained(Project(root, manifest))) == []

    metric["config"]["meta"].pop("owner")
    metric["type_params"] = {"is_private": True}
    assert list(governance.metrics_are_explained(Project(root, manifest))) == []


def test_an_accepted_violation_is_left_out_and_a_stale_one_reported(root: Path) -> None:
    manifest = good()
    project = Project(root, manifest)
    rules = (structure.model_naming,)
    reason = {("model naming", "tickets"): "it was always called so"}

    stale = check(project, rules, accepted=reason)
    node(manifest, "fct_tickets")["name"] = "tickets"
    accepted = check(Project(root, manifest), rules, accepted=reason)

    assert [violation.rule for violation in stale] == ["accepted in vain"]
    assert accepted == ()


def test_a_violation_says_file_rule_and_cure() -> None:
    line = str(Violation("a.sql", "model length", "a", "split it"))

    assert line == "a.sql: model length: a: split it"


def test_the_good_project_keeps_all_rules(root: Path) -> None:
    assert check(Project(root, good()), accepted={}) == ()
