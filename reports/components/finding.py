"""A finding computed from a comparison, and the catalogue of all metrics."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from reports.components.attributes import DATA
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.layout import NothingView
from reports.findings import Change, Part, sentence
from reports.metric_queries import MetricInfo
from reports.tables import Row, Table

_TONES = {"better": ("good", "▲"), "worse": ("bad", "▼"), "higher": ("muted", "▲"),
          "lower": ("muted", "▼"), "same": ("muted", "="), "few": ("muted", "○")}  # fmt: skip


@dataclass(frozen=True)
class FindingView:
    """One sentence with its sign."""

    tone: str
    sign: str
    text: str


def _finding(call: Call) -> Markup:
    column = call.column("metric")
    assert column is not None
    name, table = column.name, call.table()
    row = table[0] if table else None
    now, before = (_number(row, f"{name}{end}") for end in ("", "_against"))
    if row is None or now is None or before is None:
        return call.context.fill("nothing.html", NothingView())
    verdict = str(row[f"{name}_verdict"])
    change = Change(
        call.text("label") or column.title, now, before,
        _number(row, f"{name}_n") or 0.0, _number(row, f"{name}_against_n") or 0.0, verdict,
    )  # fmt: skip
    by = call.given.get("by")
    parts = _parts(call, by, name) if isinstance(by, Table) and call.text("segment") else []
    moved = table.column(f"{name}_change").format or "num1"
    text = sentence(
        change,
        parts,
        since=call.text("since"),
        write=lambda value: call.context.write(value, column),
        write_change=lambda value: call.context.write(value, None, f"+{moved}"),
    )
    return call.context.fill("finding.html", FindingView(*_TONES[verdict], text))


def _parts(call: Call, by: Table, name: str) -> list[Part]:
    segment = by.column(call.text("segment"))
    return [
        Part(
            "unknown" if row[segment.name] is None else str(row[segment.name]),
            _number(row, name),
            _number(row, f"{name}_against"),
            _number(row, f"{name}_n") or 0.0,
            _number(row, f"{name}_against_n") or 0.0,
        )
        for row in by
    ]


def _number(row: Row | None, column: str) -> float | None:
    value: Any = row[column] if row else None
    return float(value) if isinstance(value, int | float) else None


@dataclass(frozen=True)
class CatalogueView:
    """All public metrics, by label."""

    metrics: tuple[MetricInfo, ...]


def _catalogue(call: Call) -> Markup:
    known = sorted(
        call.context.definitions.values(), key=lambda metric: (metric.label, metric.name)
    )
    return call.context.fill("catalogue.html", CatalogueView(tuple(known)))


DECLARATIONS = (
    Declaration(
        "Finding",
        "What changed between two periods, in a sentence: how much, whether it is more than "
        "noise, and which segment moved it. Nothing where a period has no value.",
        (
            DATA,
            Attr(
                "metric", Kind.COLUMN, "A metric of a query with `against`, of one row.",
                required=True,
            ),
            Attr("by", Kind.DATA, "The same query by segment; their contributions add up."),
            Attr("segment", Kind.TEXT, "Column of `by` that names the segments."),
            Attr("since", Kind.TEXT, "What it is compared with.",
                 default="against the period before"),
            Attr("label", Kind.TEXT, "Name of the metric; its own by default."),
        ),
        _finding,
        example="<Finding data={change} metric=nps by={change_by_tier} "
        "segment=customer__tier_name/>",
    ),
    Declaration(
        "MetricsCatalogue",
        "Every public metric with its definition, direction, interval, decision and owner.",
        (),
        _catalogue,
        example="<MetricsCatalogue/>",
    ),
)  # fmt: skip
