"""The catalogue of all metrics: what each means, what it is made of, and the SQL behind it."""

from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from reports.components.declare import Call, Declaration
from reports.metric_queries import Explanation, MetricInfo


@dataclass(frozen=True)
class Part:
    """The metric itself or one that it is made of; those without a label have no entry."""

    name: str
    formula: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One metric, with its parts, the marts they read and the statement by month."""

    metric: MetricInfo
    parts: tuple[Part, ...]
    marts: tuple[str, ...]
    sql: str


@dataclass(frozen=True)
class Letter:
    """The metrics whose labels begin with one letter."""

    id: str
    name: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class CatalogueView:
    """All public metrics, by the first letters of their labels."""

    id: str
    letters: tuple[Letter, ...]


def _catalogue(call: Call) -> Markup:
    known, explain = call.context.definitions, call.context.explain
    labels = {name: metric.label for name, metric in known.items()}
    names = sorted(labels, key=lambda name: (labels[name].casefold(), name))
    entries = [_entry(explain(name), labels) for name in names] if explain else []
    letters = tuple(
        Letter(f"letter-{ord(letter):x}", letter, tuple(own))
        for letter, own in groupby(entries, lambda entry: entry.metric.label[:1].upper())
    )
    view = CatalogueView(call.context.identifier("catalogue"), letters)
    return call.context.fill("catalogue.html", view)


def _entry(explanation: Explanation, labels: dict[str, str]) -> Entry:
    parts = [part.partition(": ") for part in explanation.inputs]
    return Entry(
        explanation.metric,
        tuple(Part(name, formula, labels.get(name, "")) for name, _, formula in parts),
        explanation.marts,
        _without_notes(explanation.sql),
    )


def _without_notes(sql: str) -> str:
    """The statement without its planner's lines of comment, which are a third of it."""
    return "\n".join(line for line in sql.splitlines() if not line.lstrip().startswith("--"))


DECLARATIONS = (
    Declaration(
        "MetricsCatalogue",
        "Every public metric with its definition, direction, interval, decision and owner, by "
        "letter, with a search as one types; behind a disclosure the metrics it is made of, the "
        "marts they read, and its SQL by month.",
        (),
        _catalogue,
        example="<MetricsCatalogue/>",
    ),
)
