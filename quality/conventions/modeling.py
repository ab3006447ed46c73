"""How models hang together: who may read whom, and how often."""

import re
from collections import Counter
from collections.abc import Iterator

from quality.conventions.project import (
    Node,
    Project,
    Violation,
    broken,
    is_model,
    is_source,
    layer,
)

FANOUT = 3
JOINS = 7
CHAIN = 5
_ASKS_SOURCES = re.compile(r"""var\(\s*['"]sources['"]|\bunion_of_sources\(""")


def direct_join_to_source(project: Project) -> Iterator[Violation]:
    """No model reads a source and another model."""
    for name, node in project.models.items():
        parents = project.parents(name)
        if any(map(is_source, parents)) and any(map(is_model, parents)):
            yield broken(node, "direct join to source", "read the source in a staging model")


def downstream_dependent_on_source(project: Project) -> Iterator[Violation]:
    """Only staging reads sources."""
    for name, node in project.models.items():
        if layer(node) != "staging" and any(map(is_source, project.parents(name))):
            yield broken(node, "marts or intermediate on a source", "read its staging model")


def staging_dependent_on_staging(project: Project) -> Iterator[Violation]:
    """Staging models do not read each other."""
    yield from _staging_on(project, {"staging"}, "staging on staging")


def staging_dependent_on_later(project: Project) -> Iterator[Violation]:
    """Staging models read nothing that is built after them."""
    yield from _staging_on(project, {"intermediate", "marts"}, "staging on later layers")


def _staging_on(project: Project, layers: set[str], rule: str) -> Iterator[Violation]:
    for name, node in project.models.items():
        read = [p for p in project.parents(name) if is_model(p)]
        if layer(node) == "staging" and any(layer(project.models[p]) in layers for p in read):
            yield broken(node, rule, "move the logic to an intermediate model")


def marts_know_no_source(project: Project) -> Iterator[Violation]:
    """Which sources a company has is settled before the marts."""
    for node in project.models.values():
        if layer(node) == "marts" and _ASKS_SOURCES.search(node["raw_code"]):
            cure = "unite the sources in an intermediate model, int_<entities>_unioned"
            yield broken(node, "marts that know a source", cure)


def source_fanout(project: Project) -> Iterator[Violation]:
    """A source is read by one model."""
    for name, node in project.sources.items():
        if len(project.children(name)) > 1:
            yield broken(
                node, "source fan-out", "read it in one staging model", subject=_table(node)
            )


def multiple_sources_joined(project: Project) -> Iterator[Violation]:
    """A model reads one source."""
    for name, node in project.models.items():
        if sum(map(is_source, project.parents(name))) > 1:
            yield broken(node, "several sources joined", "one staging model per source table")


def duplicate_sources(project: Project) -> Iterator[Violation]:
    """A table is declared as a source once."""
    times = Counter(node["relation_name"] for node in project.sources.values())
    for node in project.sources.values():
        if times[node["relation_name"]] > 1:
            yield broken(node, "duplicate sources", "declare it once", subject=_table(node))


def unused_sources(project: Project) -> Iterator[Violation]:
    """Every source is read."""
    for name, node in project.sources.items():
        if not project.children(name):
            yield broken(
                node, "unused sources", "stage it, or do not load it", subject=_table(node)
            )


def root_models(project: Project) -> Iterator[Violation]:
    """Every model reads something."""
    for name, node in project.models.items():
        if not project.parents(name):
            yield broken(node, "root models", "read a source or a model by source() or ref()")


def model_fanout(project: Project) -> Iterator[Violation]:
    """Not three or more childless children: dashboards would each carry their own logic."""
    for name, node in project.models.items():
        ends = [child for child in project.children(name) if not project.children(child)]
        if len(ends) >= FANOUT:
            names = ", ".join(sorted(project.models[end]["name"] for end in ends))
            cure = (
                f"{names} are read by no model: make what only sums it up a metric, share the logic"
                " of the others, or say in quality/conventions/accepted.py why they stay apart"
            )
            yield broken(node, "model fan-out", cure)


def rejoining_of_upstream_concepts(project: Project) -> Iterator[Violation]:
    """A step used by one model only is not joined there with its own parent again."""
    for name, node in project.models.items():
        parents = [parent for parent in project.parents(name) if is_model(parent)]
        for step in parents:
            again = set(project.parents(step)) & set(parents)
            if again and project.children(step) == [name]:
                shared = ", ".join(sorted(parent.split(".")[-1] for parent in again))
                yield broken(
                    node,
                    "rejoining of upstream concepts",
                    f"let {project.models[step]['name']} carry what is needed of {shared}",
                )


def too_many_joins(project: Project) -> Iterator[Violation]:
    """Fewer than seven parents."""
    for name, node in project.models.items():
        if (number := len(project.parents(name))) >= JOINS:
            yield broken(node, "too many joins", f"split it: it has {number} parents")


def chained_views(project: Project) -> Iterator[Violation]:
    """Fewer than five views upon each other."""
    for name, node in project.models.items():
        if _views_below(project, name) >= CHAIN:
            yield broken(node, "chained views", "materialize one of its ancestors as a table")


def _views_below(project: Project, name: str) -> int:
    if not is_model(name) or not _is_view(project.models[name]):
        return 0
    return 1 + max((_views_below(project, parent) for parent in project.parents(name)), default=0)


def _is_view(node: Node) -> bool:
    return node["config"].get("materialized") in ("view", "ephemeral")


def _table(node: Node) -> str:
    return f"{node['source_name']}.{node['name']}"


RULES = (
    direct_join_to_source,
    downstream_dependent_on_source,
    staging_dependent_on_staging,
    staging_dependent_on_later,
    marts_know_no_source,
    source_fanout,
    multiple_sources_joined,
    duplicate_sources,
    unused_sources,
    root_models,
    model_fanout,
    rejoining_of_upstream_concepts,
    too_many_joins,
    chained_views,
)
