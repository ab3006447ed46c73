"""What the rules look at: dbt's manifest in convenient shape, and where the files lie."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Violation:
    """One place that breaks one rule, and what mends it."""

    file: str
    rule: str
    subject: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file}: {self.rule}: {self.subject}: {self.cure}"


@dataclass(frozen=True)
class Project:
    """A parsed dbt project and the folder it lies in.

    Args:
        root: The repository's root; rules about files read below it.
        manifest: The content of `manifest.json`.
    """

    root: Path
    manifest: Mapping[str, Any]

    @cached_property
    def models(self) -> dict[str, Node]:
        """Models by unique id."""
        return self._nodes("model")

    @cached_property
    def tests(self) -> dict[str, Node]:
        """Data tests by unique id."""
        return self._nodes("test")

    @cached_property
    def sources(self) -> dict[str, Node]:
        """Source tables by unique id."""
        return dict(self.manifest.get("sources", {}))

    @cached_property
    def exposures(self) -> dict[str, Node]:
        """Exposures by unique id."""
        return dict(self.manifest.get("exposures", {}))

    @cached_property
    def metrics(self) -> dict[str, Node]:
        """Metrics by unique id."""
        return dict(self.manifest.get("metrics", {}))

    @cached_property
    def semantic_models(self) -> dict[str, Node]:
        """Semantic models by unique id."""
        return dict(self.manifest.get("semantic_models", {}))

    @cached_property
    def unit_tests(self) -> dict[str, Node]:
        """Unit tests by unique id."""
        return dict(self.manifest.get("unit_tests", {}))

    @cached_property
    def tests_of(self) -> dict[str, list[Node]]:
        """The data tests attached to each node."""
        attached: dict[str, list[Node]] = {}
        for test in self.tests.values():
            if test.get("attached_node"):
                attached.setdefault(test["attached_node"], []).append(test)
        return attached

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for name in self.models:
            for parent in self.parents(name):
                children.setdefault(parent, []).append(name)
        return children

    def parents(self, name: str) -> list[str]:
        """What a node reads: models, seeds and sources, each once."""
        nodes = {**self.models, **self.exposures, **self.metrics}
        return list(dict.fromkeys(nodes[name].get("depends_on", {}).get("nodes", ())))

    def children(self, name: str) -> list[str]:
        """The models that read a node."""
        return self._children.get(name, [])

    def _nodes(self, kind: str) -> dict[str, Node]:
        nodes: Mapping[str, Node] = self.manifest.get("nodes", {})
        return {name: node for name, node in nodes.items() if node["resource_type"] == kind}


Rule = Callable[[Project], Iterable[Violation]]


def layer(node: Node) -> str:
    """The layer of a model: its first folder below `models`."""
    parts = Path(node["original_file_path"]).parts
    return parts[parts.index("models") + 1] if "models" in parts else ""


def meta_of(part: Node) -> Node:
    """What the meta of a node or column says, wherever dbt wrote it down."""
    return {**part.get("meta", {}), **part.get("config", {}).get("meta", {})}


def broken(node: Node, rule: str, cure: str, subject: str | None = None) -> Violation:
    """A violation at a node's file."""
    return Violation(node["original_file_path"], rule, subject or node["name"], cure)


def is_source(name: str) -> bool:
    """Whether a unique id is a source table's."""
    return name.startswith("source.")


def is_model(name: str) -> bool:
    """Whether a unique id is a model's."""
    return name.startswith("model.")
