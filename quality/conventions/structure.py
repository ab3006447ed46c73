"""Where things lie and what they are called."""

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from quality.conventions.project import Node, Project, Violation, broken, layer

NAMES = {
    "staging": re.compile(r"stg_[a-z0-9]+__[a-z0-9_]+"),
    "intermediate": re.compile(r"int_[a-z0-9_]+"),
    "marts": re.compile(r"(fct|dim)_[a-z0-9_]+"),
    "utilities": re.compile(r"dim_[a-z0-9_]+|[a-z0-9_]*time_spine[a-z0-9_]*"),
}
_REF = re.compile(r"ref\('(\w+)'\)")
_ASKED = re.compile(r"'(\w+)' in var\('sources'")
_UNITED = re.compile(r"'(\w+)': \[")


def model_naming(project: Project) -> Iterator[Violation]:
    """A model's name tells its layer."""
    for node in project.models.values():
        pattern = NAMES.get(layer(node))
        if pattern is None or not pattern.fullmatch(node["name"]):
            wanted = pattern.pattern if pattern else f"a folder among {', '.join(NAMES)}"
            yield broken(node, "model naming", f"name it after its layer: {wanted}")


def model_directories(project: Project) -> Iterator[Violation]:
    """Staging lies with its source, everything else with its domain."""
    for node in project.models.values():
        folder = Path(node["original_file_path"]).parent.name
        vendor = re.match(r"stg_([a-z0-9]+)__", node["name"])
        if vendor and folder != vendor[1]:
            yield broken(node, "model directories", f"move it to staging/{vendor[1]}/")
        elif layer(node) in ("intermediate", "marts") and folder == layer(node):
            yield broken(node, "model directories", f"move it to a domain below {folder}/")


def source_directories(project: Project) -> Iterator[Violation]:
    """The contract of a source lies beside its staging models."""
    for node in project.sources.values():
        source = node["source_name"]
        wanted = f"dbt_project/models/staging/{source}/_{source}__sources.yml"
        if node["original_file_path"] != wanted:
            yield broken(node, "source directories", f"move it to {wanted}")


def test_directories(project: Project) -> Iterator[Violation]:
    """One YAML per model, same folder, same stem: its tests lie beside it."""
    for node in project.models.values():
        path = Path(node["original_file_path"])
        yaml_path = (node.get("patch_path") or "").partition("://")[2]
        if yaml_path != str(path.with_suffix(".yml")):
            cure = f"describe it in {path.with_suffix('.yml')}, alone"
            yield broken(node, "one YAML per model", cure)


def singular_test_naming(project: Project) -> Iterator[Violation]:
    """A singular test is called after its promise."""
    for node in project.tests.values():
        if not node.get("test_metadata") and not node["name"].startswith("assert_"):
            yield broken(node, "singular test naming", "call it assert_<promise>")


def source_switches(project: Project) -> Iterator[Violation]:
    """What reads of a source that a company may not have is switched off with it.

    Here every source is on; at a company without it dbt would refuse the whole project.
    """
    switched = {name: _switch(project.root, node) for name, node in project.sources.items()}
    switched |= {name: _switches(_enabled(node)) for name, node in project.models.items()}
    for name, node in project.models.items():
        own = switched[name] | _switches(node["raw_code"])
        above = [switched.get(parent, set()) for parent in node["depends_on"]["nodes"]]
        for source in sorted(set().union(*above) - own):
            folder = Path(node["original_file_path"]).parent
            asked = f"'{source}' in var('sources', …)"
            cure = (
                f"+enabled: {asked} for {folder} in dbt_project.yml, or in a union of sources its"
                f" model under '{source}' of union_of_sources (else {{% if {asked} %}})"
            )
            yield broken(node, "source switches", cure)


def unit_test_switches(project: Project) -> Iterator[Violation]:
    """A unit test that gives rows to a model which is switched off is switched off with it.

    Else dbt looks for its input at a company without the source, and the test is an error there.
    """
    switched = {node["name"]: _switches(_enabled(node)) for node in project.models.values()}
    for test in project.unit_tests.values():
        given = [name for one in test.get("given", ()) for name in _REF.findall(one["input"])]
        needed = set().union(*(switched.get(name, set()) for name in given))
        needed -= switched.get(test.get("model", ""), set())
        for source in sorted(needed - _switches(_config_of(project.root, test)) if needed else ()):
            cure = f"config: {{enabled: \"{{{{ '{source}' in var('sources') }}}}\"}}"
            yield broken(test, "unit test switches", cure)


def _config_of(root: Path, test: Node) -> str:
    """The manifest does not keep how a unit test was switched on; its YAML does."""
    document = yaml.safe_load((root / test["original_file_path"]).read_text(encoding="utf-8"))
    tests = document.get("unit_tests", ())
    return next((str(one.get("config")) for one in tests if one["name"] == test["name"]), "")


def _switch(root: Path, source: Node) -> set[str]:
    """The manifest does not keep how a source was switched on; its contract does."""
    contract = root / source["original_file_path"]
    return _switches(contract.read_text(encoding="utf-8")) if contract.exists() else set()


def _enabled(node: Node) -> str:
    return str(node.get("unrendered_config", {}).get("enabled", ""))


def _switches(text: str) -> set[str]:
    united = _UNITED.findall(text) if "union_of_sources(" in text else []
    return {*_ASKED.findall(text), *united}


RULES = (
    model_naming,
    model_directories,
    source_directories,
    test_directories,
    singular_test_naming,
    source_switches,
    unit_test_switches,
)
