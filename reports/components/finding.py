"""A finding computed from a comparison."""

from dataclasses import dataclass

from markupsafe import Markup

from reports.components.attributes import DATA, ROW
from reports.components.axis import named
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.layout import NothingView
from reports.findings import Change, Part, sentence
from reports.tables import Row, Table, number_of

# The colour says whether a change is good, the sign which way it went.
_TONES = {"better": "good", "worse": "bad"}
_SIGNS = {"same": "=", "few": "○"}


@dataclass(frozen=True)
class FindingView:
    """One sentence with its sign."""

    tone: str
    sign: str
    text: str


@dataclass(frozen=True)
class _Columns:
    """Where a comparison stands: beside a metric, or in the columns of a long answer."""

    metric: str

    def of(self, end: str) -> str:
        """The column that holds the value or what stands beside it."""
        return f"{self.metric}_{end}" if self.metric and end else self.metric or end or "value"


def _finding(call: Call) -> Markup:
    columns, table = _Columns(call.text("metric")), call.table()
    row = table[int(call.value("row"))] if table else None
    now, before = (_number(row, columns.of(end)) for end in ("", "against"))
    if row is None or now is None or before is None:
        return call.context.fill("nothing.html", NothingView())
    column = table.column(columns.of(""))
    label = column.title if columns.metric else str(row["metric_label"])
    verdict = str(row[columns.of("verdict")])
    change = Change(
        call.text("label") or label, now, before,
        _number(row, columns.of("n")) or 0.0, _number(row, columns.of("against_n")) or 0.0, verdict,
    )  # fmt: skip
    written = column.format if columns.metric else str(row["format"])
    moved = (
        table.column(columns.of("change")).format if columns.metric else str(row["change_format"])
    )
    text = sentence(
        change,
        _parts(call, columns, row),
        since=call.text("since"),
        least=call.context.config.minimum_group,
        write=lambda value: call.context.write(value, None, written),
        write_change=lambda value: call.context.write(value, None, f"+{moved or 'num1'}"),
    )
    sign = _SIGNS.get(verdict) or ("▲" if now > before else "▼")
    return call.context.fill("finding.html", FindingView(_TONES.get(verdict, "muted"), sign, text))


def _parts(call: Call, columns: _Columns, row: Row) -> list[Part]:
    """The segments of the metric that the row is about."""
    by = call.given.get("by")
    if not isinstance(by, Table) or not call.text("segment"):
        return []
    segment = by.column(call.text("segment"))
    return [
        Part(
            named(call, one[segment.name], segment),
            _number(one, columns.of("")),
            _number(one, columns.of("against")),
            _number(one, columns.of("n")) or 0.0,
            _number(one, columns.of("against_n")) or 0.0,
        )
        for one in by
        if columns.metric or one["metric_name"] == row["metric_name"]
    ]


def _number(row: Row | None, column: str) -> float | None:
    return number_of(row[column]) if row else None


DECLARATIONS = (
    Declaration(
        "Finding",
        "What changed between two periods, in a sentence: how much, whether it is more than "
        "noise, and which segment moved it. Nothing where a period has no value.",
        (
            DATA,
            Attr(
                "metric", Kind.COLUMN, "A metric of a query with `against`; none if the query is "
                "`shape: long`, whose rows name their metric.",
            ),
            ROW,
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
)  # fmt: skip
