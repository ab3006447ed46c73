"""Flows: what goes from where to where, as bands between columns."""

from typing import Any

from markupsafe import Markup

from reports.charts.flow import Flow, flow_svg, laid_out
from reports.components.attributes import DATA, FIGURE
from reports.components.axis import named
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty, figure
from reports.errors import RowsError


def _sankey(call: Call) -> Markup:
    source, target, value = map(call.column, ("sourceCol", "targetCol", "valueCol"))
    assert source is not None
    assert target is not None
    assert value is not None
    found: dict[tuple[str, str], float] = {}
    for row in call.table():
        amount: Any = row[value.name]
        if isinstance(amount, int | float) and amount > 0:
            ends = (
                named(call, row[source.name], source),
                named(call, row[target.name], target),
            )
            found[ends] = found.get(ends, 0.0) + float(amount)
    if not found:
        return empty(call)
    code = call.text("valueFmt") or value.format

    def write(amount: float) -> str:
        return call.context.write(amount, None, code or "num0")

    flows = [Flow(start, end, amount) for (start, end), amount in found.items()]
    nodes, links = laid_out(flows)
    if not nodes:
        raise RowsError("the flows go in a circle")
    said = " ".join(f"{flow.start} to {flow.end}: {write(flow.amount)}." for flow in flows[:20])
    return figure(
        call,
        lambda size: flow_svg(nodes, links, size, write),
        f"Flows. {said}",
        height=int(call.value("height")),
        keeps_height=True,
    )


DECLARATIONS = (
    Declaration(
        "SankeyDiagram",
        "What goes from where to where: bands as wide as their number, between columns of names.",
        (
            DATA,
            Attr("sourceCol", Kind.COLUMN, "Column of where each flow comes from.", required=True),
            Attr("targetCol", Kind.COLUMN, "Column of where it goes.", required=True),
            Attr("valueCol", Kind.COLUMN, "Column of how much.", required=True),
            Attr("valueFmt", Kind.FORMAT, "Format of the numbers."),
            *FIGURE,
        ),
        _sankey,
        example="<SankeyDiagram data={moves} sourceCol=before targetCol=now valueCol=customers/>",
    ),
)
