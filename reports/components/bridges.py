"""A bridge: what leads from one total to another."""

from typing import Any

from markupsafe import Markup

from reports.charts.bridge import bridge_spec, bridge_steps
from reports.charts.points import axis_of
from reports.components.attributes import DATA, TITLED
from reports.components.declare import Attr, Call, Declaration, Kind
from reports.components.figure import empty, figure
from reports.errors import RowsError


def _bridge(call: Call) -> Markup:
    name, value = call.column("name"), call.column("value")
    assert name is not None
    assert value is not None
    context, code = call.context, call.text("valueFmt") or value.format
    rows: list[tuple[str, float]] = []
    for row in call.table():
        amount: Any = row[value.name]
        if isinstance(amount, int | float):
            rows.append((context.write(row[name.name], name), float(amount)))
    if not rows:
        return empty(call)
    if len(rows) < 3:
        raise RowsError("a bridge has a first total, changes, and a last total")
    if abs(sum(amount for _, amount in rows[:-1]) - rows[-1][1]) > 1e-6 * abs(rows[-1][1]) + 1e-6:
        raise RowsError("the changes do not lead from the first total to the last")
    steps = bridge_steps(
        rows,
        lambda amount: context.write(amount, None, code),
        lambda amount: context.write(amount, None, f"+{code}"),
    )
    said = " ".join(f"{step.name}: {step.text}." for step in steps)
    axis = axis_of("", code, context.config.currency)
    return figure(
        call,
        lambda size: bridge_spec(steps, axis, size),
        f"From one total to another. {said}",
        height=20 + 34 * len(steps),
        keeps_height=True,
    )


DECLARATIONS = (
    Declaration(
        "Waterfall",
        "What leads from the first row's total to the last row's: gains and losses in between, "
        "which must add up.",
        (
            DATA,
            Attr("name", Kind.COLUMN, "Column of the steps' names, in order.", required=True),
            Attr("value", Kind.COLUMN, "Column of totals and changes; losses are negative.",
                 required=True),
            Attr("valueFmt", Kind.FORMAT, "Format of the amounts."),
            *TITLED,
        ),
        _bridge,
        example="<Waterfall data={bridge} name=step value=amount/>",
    ),
)  # fmt: skip
