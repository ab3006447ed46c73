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
        needs: The leaves that each metric is made of.
    """

    leaves: tuple[str, ...]
    formulas: Mapping[str, str]
    needs: Mapping[str, tuple[str, ...]]

    def made_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The leaves of some metrics together."""
        return _united(self.needs[name] for name in names)


def take_apart(metrics: Mapping[str, Raw], names: Iterable[str]) -> Additive:
    """The sums and counts behind metrics.

    Args:
        metrics: All metrics of the manifest by name.
        names: Those that are asked.

    Raises:
        SemanticError: A metric is not made of sums and counts.
    """
    formulas: dict[str, str] = {}
    needs: dict[str, tuple[str, ...]] = {}
    for name in names:
        _take(metrics, name, formulas, needs)
    return Additive(_united(needs.values()), formulas, needs)


def _united(leaves: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(leaf for some in leaves for leaf in some))


@dataclass(frozen=True)
class PartFamily:
    """Parts that are told by the same groups, since metrics share them.

    Attributes:
        parts: Their names.
        counted: The parts by which customers are counted, metric by metric: whoever has one of
            them is behind that metric's value.
    """

    parts: tuple[str, ...]
    counted: tuple[tuple[str, ...], ...]

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """All ways to count, whoever has any part included."""
        return tuple(dict.fromkeys([*self.counted, self.parts]))


def families(metrics: Iterable[tuple[tuple[str, ...], tuple[str, ...]]]) -> list[PartFamily]:
    """Families of the parts of metrics.

    Metrics without a common part have groups of their own: many customers may have written to us
    of whom few ever answered a survey.

    Args:
        metrics: By metric, the parts by which its customers are counted, and all it is told with.
    """
    found: list[PartFamily] = []
    for counted, shown in metrics:
        same = [family for family in found if set(shown) & set(family.parts)]
        parts = _united([*(family.parts for family in same), counted, shown])
        ways = [way for family in same for way in family.counted]
        found = [family for family in found if family not in same]
        found.append(PartFamily(parts, tuple(dict.fromkeys([*ways, counted]))))
    return found


def _take(
    metrics: Mapping[str, Raw],
    name: str,
    formulas: dict[str, str],
    needs: dict[str, tuple[str, ...]],
) -> None:
    if name in needs:
        return
    params = metrics[name]["type_params"]
    kind = metrics[name]["type"]
    if kind == "simple":
        needs[name] = _simple(name, params, formulas)
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
        _take(metrics, part["name"], formulas, needs)
    needs[name] = _united(needs[part["name"]] for part in inputs)
    formulas[name] = sql


def _simple(name: str, params: Raw, formulas: dict[str, str]) -> tuple[str, ...]:
    how = params["metric_aggregation_params"]
    if how.get("non_additive_dimension") or params.get("join_to_timespine"):
        raise _refusal(name, "it is a level of its day")
    if params.get("fill_nulls_with") is not None:
        raise _refusal(name, "it fills what is not known")
    if how["agg"] in ("sum", "count"):
        return (name,)
    if how["agg"] != "average":
        raise _refusal(name, f"it is a {how['agg']}")
    total, count = mean_parts(name)
    formulas[name] = f"1.0 * {_read(total)} / nullif({_read(count)}, 0)"
    return total, count


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
