"""What the semantic manifest says about each metric, in words and names.

Reads the JSON that dbt wrote; compiling and running queries is `semantic.py`.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from reports.metric_queries import MetricInfo, SemanticError, UnknownMetricError
from reports.uncertainty import METHODS

Raw = Mapping[str, Any]
_ADDED_UP = ("sum", "count", "count_distinct", "sum_boolean")


@dataclass(frozen=True)
class IntervalSpec:
    """The method of a metric's interval, and the metric that counts each of its parts."""

    method: str
    parts: Mapping[str, str]


@dataclass(frozen=True)
class Definitions:
    """What is taken from a manifest.

    Attributes:
        metrics: All metrics by name.
        marts_by_model: The mart behind each semantic model.
        grains: The grain of each dimension that is a time.
    """

    metrics: Mapping[str, Raw]
    marts_by_model: Mapping[str, str]
    grains: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, manifest: str) -> "Definitions":
        """Take what is needed from the manifest's JSON.

        Raises:
            SemanticError: The manifest holds no metric, as dbt writes it for YAML it did not
                understand.
        """
        raw = json.loads(manifest)
        if not raw.get("metrics"):
            raise SemanticError("the semantic manifest holds no metric; rebuild it with cx build")
        return cls(
            metrics={metric["name"]: metric for metric in raw["metrics"]},
            marts_by_model={
                model["name"]: model["node_relation"]["alias"] for model in raw["semantic_models"]
            },
            grains={
                dimension["name"]: dimension["type_params"]["time_granularity"]
                for model in raw["semantic_models"]
                for dimension in model["dimensions"]
                if dimension["type"] == "time"
            },
        )

    @property
    def public_names(self) -> tuple[str, ...]:
        """Names of the metrics that readers see, in order."""
        return tuple(
            sorted(
                name
                for name, metric in self.metrics.items()
                if not metric["type_params"].get("is_private")
            )
        )

    def with_grains(self, names: Iterable[str]) -> tuple[str, ...]:
        """Names of columns as the answer will have them: a time that tells no grain has its own."""
        own = (self.grains.get(name.rpartition("__")[2]) for name in names)
        return tuple(f"{n}__{grain}" if grain else n for n, grain in zip(names, own, strict=True))

    def check(self, names: Iterable[str]) -> None:
        """Refuse names that no metric has, with those that are near."""
        names = tuple(names)
        if not names:
            raise SemanticError("no metric was asked for; cx metrics lists them")
        for name in names:
            if name not in self.metrics:
                near = near_names(name, self.public_names)
                raise UnknownMetricError(name, f"{near}; cx metrics lists all")

    def info(self, name: str, dimensions: tuple[str, ...]) -> MetricInfo:
        """A metric as its YAML describes it."""
        metric, meta = self.metrics[name], self._meta(name)
        return MetricInfo(
            name=name,
            label=metric.get("label") or name,
            description=" ".join((metric.get("description") or "").split()),
            unit=meta.get("unit", "count"),
            direction=meta.get("direction", "none"),
            decision=meta.get("decision") or "",
            owner=meta.get("owner") or "",
            type=metric["type"],
            dimensions=dimensions,
            interval=spec.method if (spec := self.interval(name)) else "",
        )

    def interval(self, name: str) -> "IntervalSpec | None":
        """How sure a metric is; None if it does not say (DECISIONS D110).

        A ratio is a share of counts: its parts are known. Others name theirs.

        Raises:
            SemanticError: The method is unknown, or a part is missing or no metric.
        """
        interval = self._meta(name).get("interval")
        if not interval or interval == "none":
            return None
        parts = dict(interval) if isinstance(interval, Mapping) else {"method": interval}
        method = str(parts.pop("method", ""))
        if method not in METHODS:
            raise SemanticError(
                f"metric '{name}': interval '{method}' is unknown{near_names(method, METHODS)}"
            )
        params = self.metrics[name]["type_params"]
        if params.get("numerator"):
            parts.setdefault("count", params["numerator"]["name"])
            parts.setdefault("n", params["denominator"]["name"])
        roles = METHODS[method].roles
        missing = [role for role in roles if parts.get(role) not in self.metrics]
        if missing:
            raise SemanticError(f"metric '{name}': interval needs a metric for {missing[0]}")
        return IntervalSpec(method, {role: str(parts[role]) for role in roles})

    def direction(self, name: str) -> str:
        """Which way is better: up, down or none."""
        return str(self._meta(name).get("direction", "none"))

    def adds_up(self, name: str) -> bool:
        """Whether a longer period has more of it, as a count of what happened has."""
        params = self.metrics[name]["type_params"]
        how = params.get("metric_aggregation_params") or {}
        return how.get("agg") in _ADDED_UP and not how.get("non_additive_dimension")

    def maturing(self, name: str) -> str | None:
        """The metric that counts what cannot be judged yet; None if all can at once."""
        maturing = self._meta(name).get("maturing")
        if maturing and maturing not in self.metrics:
            raise SemanticError(f"metric '{name}': maturing names no metric, '{maturing}'")
        return maturing

    def _meta(self, name: str) -> Raw:
        return (self.metrics[name].get("config") or {}).get("meta") or {}

    def inputs(self, name: str) -> tuple[str, ...]:
        """What a metric is made of, itself first, each part once."""
        formulas: dict[str, str] = {}
        self._tell(name, formulas)
        return tuple(f"{part}: {formula}" for part, formula in formulas.items())

    def marts(self, name: str) -> tuple[str, ...]:
        """The marts that a metric reads."""
        formulas: dict[str, str] = {}
        self._tell(name, formulas)
        models = {
            self.metrics[part]["type_params"]["metric_aggregation_params"]["semantic_model"]
            for part in formulas
            if self.metrics[part]["type_params"].get("metric_aggregation_params")
        }
        return tuple(sorted(self.marts_by_model[model] for model in models))

    def _tell(self, name: str, formulas: dict[str, str]) -> None:
        if name in formulas:
            return
        metric = self.metrics[name]
        formulas[name] = self._formula(metric)
        for part in _parts(metric["type_params"]):
            self._tell(part, formulas)

    def _formula(self, metric: Raw) -> str:
        params = metric["type_params"]
        if metric["type"] == "ratio":
            formula = f"{params['numerator']['name']} / {params['denominator']['name']}"
        elif metric["type"] == "simple":
            formula = self._aggregation(params)
        else:
            formula = params.get("expr") or f"{metric['type']} of {', '.join(_parts(params))}"
        filters = (metric.get("filter") or {}).get("where_filters") or ()
        conditions = [" ".join(entry["where_sql_template"].split()) for entry in filters]
        return " where ".join([formula, " and ".join(conditions)]) if conditions else formula

    def _aggregation(self, params: Raw) -> str:
        how = params["metric_aggregation_params"]
        percentile = (how.get("agg_params") or {}).get("percentile")
        kind = f"percentile {percentile:g}" if percentile else how["agg"]
        formula = f"{kind} of {params['expr']} in {self.marts_by_model[how['semantic_model']]}"
        if window := how.get("non_additive_dimension"):
            place = "first" if window["window_choice"] == "min" else "last"
            formula += f", {place} {window['name']} of the period"
        return formula


def near_names(name: str, known: Collection[str]) -> str:
    """`; did you mean …?`, or nothing if no known name is near."""
    near = get_close_matches(name, sorted(known), n=3, cutoff=0.5)
    return f"; did you mean {', '.join(near)}?" if near else ""


def _parts(params: Raw) -> list[str]:
    nested = (params.get("cumulative_type_params") or {}).get("metric")
    parts = [params.get("numerator"), params.get("denominator"), nested]
    parts += params.get("metrics") or []
    return [part["name"] for part in parts if part]


def with_exact_percentiles(manifest: str) -> str:
    """The manifest with every percentile computed exactly (DECISIONS D58).

    dbt 1.12.6 writes `percentile_type: continuous` into the manifest as an approximate percentile,
    which on a few hundred rows is wrong by half and differs from run to run.
    """
    raw = json.loads(manifest)
    for metric in raw["metrics"]:
        aggregation = metric["type_params"].get("metric_aggregation_params") or {}
        if parameters := aggregation.get("agg_params"):
            parameters["use_approximate_percentile"] = False
    return json.dumps(raw)
