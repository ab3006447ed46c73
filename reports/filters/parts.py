"""What metrics are made of: sums and counts that add up over any rows, and the formula over them.

Only such metrics can be filtered on a page. A median, a count of distinct customers or a level at
the end of a month is none, and says so.
"""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reports.metric_queries import SemanticError

Raw = Mapping[str, Any]
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Additive:
    """Metrics taken apart.

    Attributes:
        leaves: Metrics that add up: what a cube holds.
        formulas: The SQL of every other metric over `asked`, each after those it needs.
    """

    leaves: tuple[str, ...]
    formulas: Mapping[str, str]


def take_apart(metrics: Mapping[str, Raw], names: Iterable[str]) -> Additive:
    """The sums and counts behind metrics.

    Args:
        metrics: All metrics of the manifest by name.
        names: Those that are asked.

    Raises:
        SemanticError: A metric is not made of sums and counts.
    """
    leaves: dict[str, None] = {}
    formulas: dict[str, str] = {}
    for name in names:
        _take(metrics, name, leaves, formulas)
    return Additive(tuple(leaves), formulas)


def _take(
    metrics: Mapping[str, Raw], name: str, leaves: dict[str, None], formulas: dict[str, str]
) -> None:
    if name in leaves or name in formulas:
        return
    params = metrics[name]["type_params"]
    kind = metrics[name]["type"]
    if kind == "simple":
        _simple(name, params, leaves, formulas)
        return
    if kind == "ratio":
        inputs = (params["numerator"], params["denominator"])
        above, below = (_read(part["name"]) for part in inputs)
        sql = f"1.0 * {above} / nullif({below}, 0)"
    elif kind == "derived":
        inputs = tuple(params["metrics"])
        known = {part["alias"] or part["name"]: part["name"] for part in inputs}
        sql = _NAME.sub(
            lambda word: _read(known[word.group()]) if word.group() in known else word.group(),
            params["expr"],
        )
    else:
        raise _refusal(name, f"it is {kind}")
    for part in inputs:
        if part.get("filter") or part.get("offset_window") or part.get("offset_to_grain"):
            raise _refusal(name, f"its part {part['name']} has a filter or an offset of its own")
        _take(metrics, part["name"], leaves, formulas)
    formulas[name] = sql


def _simple(name: str, params: Raw, leaves: dict[str, None], formulas: dict[str, str]) -> None:
    how = params["metric_aggregation_params"]
    if how.get("non_additive_dimension") or params.get("join_to_timespine"):
        raise _refusal(name, "it is a level of its day")
    if params.get("fill_nulls_with") is not None:
        raise _refusal(name, "it fills what is not known")
    if how["agg"] in ("sum", "count"):
        leaves[name] = None
    elif how["agg"] == "average":
        total, count = mean_parts(name)
        leaves |= {total: None, count: None}
        formulas[name] = f"1.0 * {_read(total)} / nullif({_read(count)}, 0)"
    else:
        raise _refusal(name, f"it is a {how['agg']}")


def _read(name: str) -> str:
    return f'asked."{name}"'


def _refusal(name: str, reason: str) -> SemanticError:
    return SemanticError(f"'{name}' cannot be filtered on a page: {reason}, no sum of parts")


def mean_parts(name: str) -> tuple[str, str]:
    """The names of a mean's sum and count."""
    return f"{name}_total_of_mean", f"{name}_count_of_mean"


def with_mean_parts(manifest: str) -> str:
    """The manifest with the sum and the count of every mean as private metrics."""
    raw = json.loads(manifest)
    raw["metrics"] += [
        part
        for metric in raw["metrics"]
        if (metric["type_params"].get("metric_aggregation_params") or {}).get("agg") == "average"
        for part in _mean_parts(metric)
    ]
    return json.dumps(raw)


def _mean_parts(metric: Raw) -> tuple[Raw, Raw]:
    params = metric["type_params"]
    value = params["expr"] or metric["name"]
    shared = {
        **params,
        "is_private": True,
        "metric_aggregation_params": {**params["metric_aggregation_params"], "agg": "sum"},
    }
    total, count = mean_parts(metric["name"])
    counted = f"case when ({value}) is not null then 1 else 0 end"
    return (
        {**metric, "name": total, "type_params": shared},
        {**metric, "name": count, "type_params": {**shared, "expr": counted}},
    )
