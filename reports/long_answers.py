"""An answer turned on its side: one row per metric, so that a page can rank and list them.

`shape: long` in a metrics fence. Pure: from the statement of an answer to another statement.
"""

from collections.abc import Mapping, Sequence

from reports.metric_queries import MetricInfo
from reports.sql import literal

# What stands beside a metric's value, by the column that holds it in a long answer.
BESIDE = {
    "n": "bigint",
    "low": "double",
    "high": "double",
    "goal": "double",
    "status": "varchar",
    "against": "double",
    "against_n": "bigint",
    "change": "double",
    "z": "double",
    "verdict": "varchar",
}


def long_sql(
    sql: str,
    columns: Sequence[str],
    metrics: Sequence[str],
    known: Mapping[str, MetricInfo],
    formats: Mapping[str, str],
) -> str:
    """The statement that gives one row per metric and group, in the order of the question.

    Args:
        sql: The statement of the wide answer, without a semicolon.
        columns: Its columns: groups first, then metrics and what stands beside them.
        metrics: The metrics that were asked.
        known: The public metrics by name.
        formats: How values are written, by column of the wide answer.
    """
    groups = list(columns[: columns.index(metrics[0])])
    parts = [
        _one(place, name, groups, columns, known.get(name), formats)
        for place, name in enumerate(metrics, 1)
    ]
    order = ", ".join(["place", *(f'"{name}"' for name in groups)])
    rows = "\nunion all\n".join(parts)
    return f"with answer as (\n{sql}\n)\n{rows}\norder by {order}"


def _one(
    place: int,
    name: str,
    groups: Sequence[str],
    columns: Sequence[str],
    info: MetricInfo | None,
    formats: Mapping[str, str],
) -> str:
    direction = info.direction if info else "none"
    is_down_good = {"up": "false", "down": "true"}.get(direction, "null")
    expressions = {
        "place": str(place),
        "metric_name": literal(name),
        "metric_label": literal(info.label if info else name),
        "owner_name": literal(info.owner if info else ""),
        "format": literal(formats.get(name, "")),
        "change_format": literal(formats.get(f"{name}_change", "")),
        "is_down_good": f"cast({is_down_good} as boolean)",
        **{group: f'"{group}"' for group in groups},
        "value": f'cast("{name}" as double)',
    }
    for end, kind in BESIDE.items():
        column = f"{name}_{end}"
        expressions[end] = (
            f'cast("{column}" as {kind})' if column in columns else f"cast(null as {kind})"
        )
    listed = ", ".join(f'{expression} as "{column}"' for column, expression in expressions.items())
    return f"select {listed} from answer"
