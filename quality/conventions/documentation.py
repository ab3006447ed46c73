"""What is tested and what is described."""

from collections.abc import Iterator

from quality.conventions.project import Node, Project, Violation, broken, layer, meta_of

# The reason is written in the model's YAML, where its unit tests would stand.
REASON = "why_no_unit_test"


def missing_primary_key_tests(project: Project) -> Iterator[Violation]:
    """Every model's key is unique and never null."""
    for name, node in project.models.items():
        if not _has_key(project.tests_of.get(name, []), node):
            yield broken(
                node,
                "missing primary key tests",
                "unique and not_null on its key, or a combination",
            )


def _has_key(tests: list[Node], node: Node) -> bool:
    asked: dict[str, set[str]] = {}
    for test in tests:
        metadata = test.get("test_metadata") or {}
        if metadata.get("name", "").startswith("unique_combination"):
            return True
        asked.setdefault(metadata.get("name", ""), set()).add(test.get("column_name") or "")
    never_null = asked.get("not_null", set()) | {
        name
        for name, column in node.get("columns", {}).items()
        if any(c.get("type") == "not_null" for c in column.get("constraints") or ())
    }
    return bool(asked.get("unique", set()) & never_null)


def test_coverage(project: Project) -> Iterator[Violation]:
    """Every model has a test."""
    for name, node in project.models.items():
        if not project.tests_of.get(name):
            yield broken(node, "test coverage", "add a data test")


def sources_without_freshness(project: Project) -> Iterator[Violation]:
    """Every source says how old it may be."""
    for node in project.sources.values():
        freshness = node.get("freshness") or {}
        periods = (freshness.get("warn_after") or {}, freshness.get("error_after") or {})
        if not any(period.get("count") for period in periods) or not node.get("loaded_at_field"):
            yield broken(node, "sources without freshness", "declare freshness and loaded_at_field")


def undocumented_models(project: Project) -> Iterator[Violation]:
    """Every model is described."""
    for node in project.models.values():
        if not _is_described(node):
            rule = "undocumented public models" if _is_public(node) else "undocumented models"
            yield broken(node, rule, "describe its grain, its use and what it leaves out")


def undocumented_sources(project: Project) -> Iterator[Violation]:
    """Every source and every table of it is described."""
    for node in project.sources.values():
        if not _is_described(node):
            yield broken(node, "undocumented source tables", "describe it")
    first = {node["source_name"]: node for node in reversed(list(project.sources.values()))}
    for source, node in first.items():
        if not node.get("source_description", "").strip():
            yield broken(node, "undocumented sources", "describe it", subject=source)


def documentation_coverage(project: Project) -> Iterator[Violation]:
    """Every column of every model and source is described."""
    for node in (*project.models.values(), *project.sources.values()):
        silent = [
            name for name, column in node.get("columns", {}).items() if not _is_described(column)
        ]
        if silent or not node.get("columns"):
            yield broken(
                node,
                "documentation coverage",
                f"describe {', '.join(silent)}" if silent else "list and describe its columns",
            )


def sources_say_what_is_personal(project: Project) -> Iterator[Violation]:
    """Every column of a source says whether it is about a person: what is left out would not be."""
    for node in project.sources.values():
        silent = [
            name
            for name, column in node.get("columns", {}).items()
            if "personal" not in meta_of(column)
        ]
        if silent:
            cure = f"say personal: true or false of {', '.join(silent)}"
            yield broken(node, "sources silent about persons", cure, subject=node["name"])


def marts_are_unit_tested(project: Project) -> Iterator[Violation]:
    """Every mart has a unit test, or says why not."""
    tested = {name for test in project.unit_tests.values() for name in _tested(test)}
    for name, node in project.models.items():
        reason = node["config"].get("meta", {}).get(REASON)
        if layer(node) == "marts" and name not in tested and not reason:
            yield broken(node, "mart without unit test", f"add one, or state config.meta.{REASON}")


def _tested(unit_test: Node) -> list[str]:
    found: list[str] = unit_test.get("depends_on", {}).get("nodes", [])
    return found


def _is_described(node: Node) -> bool:
    return bool(node.get("description", "").strip())


def _is_public(node: Node) -> bool:
    return bool(node.get("access") == "public")


RULES = (
    missing_primary_key_tests,
    test_coverage,
    sources_without_freshness,
    undocumented_models,
    undocumented_sources,
    documentation_coverage,
    sources_say_what_is_personal,
    marts_are_unit_tested,
)
