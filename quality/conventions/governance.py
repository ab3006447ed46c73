"""What others may rely on: contracts, exposures, semantic models, metrics."""

from collections.abc import Iterator

from quality.conventions.project import Project, Violation, broken, is_model, is_source

UNITS = ("score", "share", "minutes", "amount", "count")
DIRECTIONS = ("up", "down", "none")


def public_models_without_contract(project: Project) -> Iterator[Violation]:
    """Public models enforce a contract."""
    for node in project.models.values():
        enforced = node["config"].get("contract", {}).get("enforced")
        if node.get("access") == "public" and not enforced:
            yield broken(node, "public models without contract", "enforce a contract")


def exposures_on_private_models(project: Project) -> Iterator[Violation]:
    """Exposures read public models."""
    for name, node in project.exposures.items():
        for parent in filter(is_model, project.parents(name)):
            if project.models.get(parent, {}).get("access") != "public":
                yield broken(
                    node, "exposures on private models", f"make {parent.split('.')[-1]} public"
                )


def exposure_parents_are_tables(project: Project) -> Iterator[Violation]:
    """Exposures read tables, neither views nor sources."""
    for name, node in project.exposures.items():
        for parent in project.parents(name):
            kind = project.models.get(parent, {}).get("config", {}).get("materialized", "table")
            if is_source(parent) or kind not in ("table", "incremental"):
                yield broken(
                    node, "exposure parents not tables", f"materialize {parent.split('.')[-1]}"
                )


def exposures_are_pages(project: Project) -> Iterator[Violation]:
    """Every exposure is a page of the report site, and every page an exposure."""
    folder = project.root / "reports" / "pages"
    pages = {path.stem for path in folder.glob("*.md")}
    exposed = set()
    for node in project.exposures.values():
        exposed.add(node["name"])
        if node["name"] not in pages:
            cure = f"write reports/pages/{node['name']}.md or remove the exposure"
            yield broken(node, "exposure without page", cure)
    for page in sorted(pages - exposed):
        cure = "declare an exposure of that name in dbt_project/models/metrics"
        yield Violation(f"reports/pages/{page}.md", "page without exposure", page, cure)


def one_primary_entity(project: Project) -> Iterator[Violation]:
    """A semantic model has exactly one primary entity."""
    for node in project.semantic_models.values():
        primary = [e["name"] for e in node.get("entities", ()) if e.get("type") == "primary"]
        if len(primary) + bool(node.get("primary_entity")) != 1:
            yield broken(
                node, "semantic model without one primary entity", f"it has {primary or 'none'}"
            )


def metrics_are_explained(project: Project) -> Iterator[Violation]:
    """A metric says what it is called, what it means, its unit, its good direction, its decision.

    Hidden metrics are parts of others; they need a description only.
    """
    for node in project.metrics.values():
        config = node.get("config", {})
        meta = {**node.get("meta", {}), **config.get("meta", {})}
        missing = [] if node.get("description", "").strip() else ["description"]
        if not _is_hidden(node):
            missing += [] if node.get("label") else ["label"]
            missing += [] if meta.get("unit") in UNITS else [f"unit ({', '.join(UNITS)})"]
            missing += [] if meta.get("direction") in DIRECTIONS else ["direction"]
            missing += [key for key in ("decision", "owner") if not meta.get(key)]
        if missing:
            yield broken(node, "metric not explained", f"add {', '.join(missing)}")


def _is_hidden(node: object) -> bool:
    assert isinstance(node, dict)
    config = node.get("config", {})
    return bool(config.get("hidden") or config.get("meta", {}).get("hidden") or node.get("hidden"))


RULES = (
    public_models_without_contract,
    exposures_on_private_models,
    exposure_parents_are_tables,
    exposures_are_pages,
    one_primary_entity,
    metrics_are_explained,
)
