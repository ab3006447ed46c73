"""Whether the company's goals can be judged: the seed `goals` against the metrics there are.

Asked before a night builds and by the conventions; what a goal means is `reports/metric_goals.py`.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from quality.near import did_you_mean

Node = Mapping[str, Any]
SEED = Path("dbt_project") / "seeds" / "goals.csv"
ANY_METRIC = "*"
COLUMNS = (
    "metric_name",
    "segment_name",
    "segment_value",
    "direction",
    "goal_value",
    "is_goal_inclusive",
    "benchmark_low_value",
    "benchmark_high_value",
    "action_value",
    "minimum_n",
    "owner_name",
    "cadence_name",
    "valid_from",
    "valid_to",
)
_NUMBERS = ("goal_value", "benchmark_low_value", "benchmark_high_value", "action_value")


@dataclass(frozen=True)
class GoalProblem:
    """One mistake in the seed: its line, and what is wrong with what was found there."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"{SEED.name}:{self.line}: {self.message}"


@dataclass(frozen=True)
class MetricTraits:
    """What a goal must fit: the metric's better direction and its dimensions."""

    direction: str
    dimensions: frozenset[str]


def traits_of(metrics: Iterable[Node], models: Iterable[Node]) -> dict[str, MetricTraits]:
    """Every metric by name, from the nodes of a manifest or of a semantic manifest."""
    nodes = {metric["name"]: metric for metric in metrics}
    by_name = {model["name"]: model for model in models}
    own: dict[str, set[str]] = {}
    for model in by_name.values():
        dimensions = {dimension["name"] for dimension in model.get("dimensions") or ()}
        for entity in _entities(model, primary_only=True):
            own[entity] = {f"{entity}__{name}" for name in dimensions}
    return {
        name: MetricTraits(
            direction=((node.get("config") or {}).get("meta") or {}).get("direction", "none"),
            dimensions=_shared(
                [
                    {name for entity in _entities(by_name[model]) for name in own.get(entity, ())}
                    for model in _models(nodes, name)
                ]
            ),
        )
        for name, node in nodes.items()
    }


def _shared(dimensions: list[set[str]]) -> frozenset[str]:
    return frozenset(set.intersection(*dimensions) if dimensions else ())


def _entities(model: Node, *, primary_only: bool = False) -> list[str]:
    found = [
        entity["name"]
        for entity in model.get("entities") or ()
        if not primary_only or entity["type"] == "primary"
    ]
    return [*found, model["primary_entity"]] if model.get("primary_entity") else found


def _models(nodes: Mapping[str, Node], name: str) -> set[str]:
    params = nodes[name].get("type_params") or {}
    if aggregation := params.get("metric_aggregation_params"):
        return {aggregation["semantic_model"]}
    parts = [params.get("numerator"), params.get("denominator"), *(params.get("metrics") or ())]
    parts.append((params.get("cumulative_type_params") or {}).get("metric"))
    return set().union(*(_models(nodes, part["name"]) for part in parts if part))


def goal_problems(text: str, known: Mapping[str, MetricTraits]) -> tuple[GoalProblem, ...]:
    """Every mistake in the seed's text, by line."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        rows = list(reader)
    except csv.Error as error:
        return (GoalProblem(reader.line_num, f"no CSV: {error}"),)
    header = tuple(rows[0]) if rows else ()
    if header != COLUMNS:
        return (GoalProblem(1, f"expected the columns {','.join(COLUMNS)}"),)
    problems: list[GoalProblem] = []
    goals: list[tuple[int, dict[str, str]]] = []
    for line, row in enumerate(rows[1:], 2):
        if len(row) != len(COLUMNS):
            problems.append(
                GoalProblem(line, f"{len(row)} values instead of {len(COLUMNS)}, count the commas")
            )
            continue
        goal = dict(zip(COLUMNS, row, strict=True))
        found = [GoalProblem(line, message) for message in _mistakes(goal, known)]
        problems += found
        if not found:
            goals.append((line, goal))
    problems += _overlaps(goals)
    if not any(goal["metric_name"] == ANY_METRIC for _, goal in goals):
        problems.append(
            GoalProblem(1, f"a row {ANY_METRIC} must say minimum_n for metrics without their own")
        )
    return tuple(sorted(problems, key=lambda problem: problem.line))


def _mistakes(goal: Mapping[str, str], known: Mapping[str, MetricTraits]) -> Iterator[str]:
    name = goal["metric_name"]
    for column in _NUMBERS:
        if goal[column] and not _is_number(goal[column]):
            yield f"{column} '{goal[column]}' is no number"
    if goal["minimum_n"] and not goal["minimum_n"].isdigit():
        yield f"minimum_n '{goal['minimum_n']}' is no whole number"
    for column in ("valid_from", "valid_to"):
        if goal[column] and _day(goal[column]) is None:
            yield f"{column} '{goal[column]}' is no date such as 2026-01-31"
    if name == ANY_METRIC:
        if not goal["minimum_n"]:
            yield f"minimum_n is missing in the row {ANY_METRIC}"
        return
    if name not in known:
        yield f"there is no metric '{name}'{did_you_mean(name, known)}"
        return
    yield from _misfits(goal, known[name])


def _misfits(goal: Mapping[str, str], traits: MetricTraits) -> Iterator[str]:
    """What the row says against what its metric is."""
    for column in ("goal_value", "direction", "is_goal_inclusive", "owner_name", "cadence_name"):
        if not goal[column]:
            yield f"{column} is missing"
    if goal["direction"] not in ("", traits.direction):
        yield f"direction '{goal['direction']}', but of {goal['metric_name']} better is" + (
            f" {traits.direction}"
        )
    if goal["is_goal_inclusive"] not in ("", "true", "false"):
        yield f"is_goal_inclusive '{goal['is_goal_inclusive']}' is neither true nor false"
    segment = goal["segment_name"]
    if bool(segment) != bool(goal["segment_value"]):
        yield "segment_name and segment_value stand together or not at all"
    if segment and segment not in traits.dimensions:
        yield f"there is no dimension '{segment}' of {goal['metric_name']}" + did_you_mean(
            segment, traits.dimensions
        )
    action, value = goal["action_value"], goal["goal_value"]
    if _is_number(action) and _is_number(value):
        gap = float(value) - float(action)
        if (gap < 0 and goal["direction"] == "up") or (gap > 0 and goal["direction"] == "down"):
            yield f"action_value {action} lies on the good side of goal_value {value}"


def _overlaps(goals: Iterable[tuple[int, Mapping[str, str]]]) -> Iterator[GoalProblem]:
    """Two goals of one metric and segment on one day."""
    before: dict[tuple[str, str, str], list[tuple[int, date, date]]] = {}
    for line, goal in goals:
        first, last = _day(goal["valid_from"]) or date.min, _day(goal["valid_to"]) or date.max
        if last < first:
            yield GoalProblem(line, f"valid_to {last} lies before valid_from {first}")
        key = (goal["metric_name"], goal["segment_name"], goal["segment_value"])
        for other, begins, ends in before.setdefault(key, []):
            if first <= ends and begins <= last:
                yield GoalProblem(line, f"overlaps the goal of {key[0]} in line {other}")
        before[key].append((line, first, last))


def _is_number(text: str) -> bool:
    try:
        return float(text) - float(text) == 0
    except ValueError:
        return False


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
