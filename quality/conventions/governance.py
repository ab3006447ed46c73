"""What others may rely on: contracts, exposures, semantic models, metrics."""

from collections.abc import Iterator
from pathlib import PurePath

from quality.conventions.project import (
    Project,
    Violation,
    broken,
    is_model,
    is_source,
    meta_of,
)
from quality.goals import SEED, goal_problems, traits_of
from quality.near import did_you_mean

UNITS = ("score", "share", "minutes", "amount", "count")
DIRECTIONS = ("up", "down", "none")
META = frozenset({"unit", "direction", "owner", "decision", "interval", "maturing"})


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
    # A page made for each row of a query is its folder's; there are as many as the data has.
    files = [path.relative_to(folder) for path in folder.rglob("*.md") if "[" not in path.name]
    pages = {_exposed_as(path): path.as_posix() for path in files}
    exposed = set()
    for node in project.exposures.values():
        exposed.add(node["name"])
        if node["name"] not in pages:
            page = node["name"].replace("_", "-")
            cure = f"write reports/pages/{page}.md or remove the exposure"
            yield broken(node, "exposure without page", cure)
    for name in sorted(set(pages) - exposed):
        cure = f"declare an exposure {name} in dbt_project/models/metrics"
        yield Violation(f"reports/pages/{pages[name]}", "page without exposure", name, cure)


def _exposed_as(page: PurePath) -> str:
    """A page's name as an exposure: dbt allows no hyphen and no folder in it."""
    parts = page.with_suffix("").parts
    parts = parts[:-1] if len(parts) > 1 and parts[-1] == "index" else parts
    return "_".join(parts).replace("-", "_")


def one_primary_entity(project: Project) -> Iterator[Violation]:
    """A semantic model has exactly one primary entity."""
    for node in project.semantic_models.values():
        primary = [e["name"] for e in node.get("entities", ()) if e.get("type") == "primary"]
        if len(primary) + bool(node.get("primary_entity")) != 1:
            yield broken(
                node, "semantic model without one primary entity", f"it has {primary or 'none'}"
            )


def metrics_are_explained(project: Project) -> Iterator[Violation]:
    """A metric says what it is called, what it means, its unit and its good direction.

    Where definitions compete (any ratio or derived number) it cites its decision. Private
    metrics are building blocks of others and need no owner.
    """
    for node in project.metrics.values():
        meta = meta_of(node)
        parameters = node.get("type_params") or {}
        missing = [key for key in ("label", "description") if not (node.get(key) or "").strip()]
        missing += [] if meta.get("unit") in UNITS else [f"unit ({', '.join(UNITS)})"]
        missing += (
            [] if meta.get("direction") in DIRECTIONS else [f"direction ({', '.join(DIRECTIONS)})"]
        )
        if not parameters.get("is_private"):
            missing += [] if meta.get("owner") else ["owner"]
            contested = node.get("type") in ("ratio", "derived", "conversion")
            missing += ["decision"] if contested and not meta.get("decision") else []
        if missing:
            yield broken(node, "metric not explained", f"add {', '.join(missing)}")


def metrics_say_nothing_unheard(project: Project) -> Iterator[Violation]:
    """A key of a metric's meta that nobody reads is a slip of the pen, and would do nothing."""
    for node in project.metrics.values():
        for key in sorted(set(meta_of(node)) - META):
            cure = f"meta has no key {key}{did_you_mean(key, META)}"
            yield broken(node, "metric with an unknown key", cure)


def rates_say_how_sure_they_are(project: Project) -> Iterator[Violation]:
    """A public ratio of counts declares its interval; one of amounts declares that it has none."""
    for node in project.metrics.values():
        meta = meta_of(node)
        is_private = (node.get("type_params") or {}).get("is_private")
        is_rate = node.get("type") == "ratio" and meta.get("unit") == "share"
        if is_rate and not is_private and not meta.get("interval"):
            yield broken(node, "rate without interval", "add meta interval: wilson, or none")


def goals_can_be_judged(project: Project) -> Iterator[Violation]:
    """The seed of goals names metrics and dimensions that exist, each goal once a day."""
    path = project.root / SEED
    if not path.exists():
        return
    known = traits_of(project.metrics.values(), project.semantic_models.values())
    for problem in goal_problems(path.read_text(encoding="utf-8"), known):
        yield Violation(f"{SEED}:{problem.line}", "goal without sense", "goals", problem.message)


RULES = (
    public_models_without_contract,
    exposures_on_private_models,
    exposure_parents_are_tables,
    exposures_are_pages,
    one_primary_entity,
    metrics_are_explained,
    metrics_say_nothing_unheard,
    rates_say_how_sure_they_are,
    goals_can_be_judged,
)
