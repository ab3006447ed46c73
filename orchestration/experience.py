"""The company's goals: refused if no metric can be held to them, and kept with how far they are.

Checked before anything is built; written when a night is published, so that pages and `cx goals`
show one state. What progress is stands in `reports/experience_goals.py`.
"""

import json
from collections.abc import Sequence
from dataclasses import astuple, fields
from datetime import date
from pathlib import Path

import duckdb

from orchestration.company import ExperienceGoal
from orchestration.nights import StageError
from orchestration.settings import Settings

_COLUMNS = {
    "goal_name": "varchar",
    "owner_name": "varchar",
    "metric_name": "varchar",
    "condition_text": "varchar",
    "social_text": "varchar",
    "inspiring_text": "varchar",
    "relevant_text": "varchar",
    "finance_text": "varchar",
    "support_text": "varchar",
    "customer_text": "varchar",
    "baseline_value": "double",
    "baseline_date": "date",
    "target_value": "double",
    "target_date": "date",
    "status_name": "varchar",
    "current_value": "double",
    "current_date": "date",
    "expected_value": "double",
    "current_n": "bigint",
    "low_value": "double",
    "high_value": "double",
    "ahead_value": "double",
    "done_share": "double",
    "reached_date": "date",
}


def check_goals(settings: Settings) -> None:
    """Refuse goals that no metric can be held to, before anything is built.

    Raises:
        StageError: The seed of goals or a goal in cx.toml is wrong; names file and place.
    """
    from orchestration.dbt_manifest import semantic_manifest_path
    from orchestration.dbt_runner import parse
    from orchestration.seeds import seed_file
    from quality.goals import goal_problems, traits_of

    parse(settings)
    semantics = json.loads(semantic_manifest_path(settings).read_text(encoding="utf-8"))
    known = traits_of(semantics["metrics"], semantics["semantic_models"])
    seed = seed_file(settings, "goals")
    for problem in goal_problems(seed.read_text(encoding="utf-8-sig"), known):
        raise StageError("build", f"{seed.parent / str(problem)}", "cx metrics")
    for goal in settings.goals:
        if goal.metric not in known:
            message = f"cx.toml: [[goal]] '{goal.name}': there is no metric '{goal.metric}'"
            raise StageError("build", message, "cx metrics")


def write_goals(
    connection: duckdb.DuckDBPyConnection,
    goals: Sequence[ExperienceGoal],
    as_of: date,
    semantic_manifest: str,
    kept: Path | None = None,
) -> None:
    """Write `ops.experience_goals`: one row per goal, in the order of cx.toml.

    Raises:
        StageError: A goal's metric cannot be asked as the goal asks it.
    """
    listed = ", ".join(f'"{name}" {kind}' for name, kind in _COLUMNS.items())
    connection.execute(f"create or replace table ops.experience_goals ({listed})")
    if not goals:
        return
    marks = ", ".join("?" for _ in _COLUMNS)
    rows = _rows(connection, goals, as_of, semantic_manifest, kept)
    connection.executemany(f"insert into ops.experience_goals values ({marks})", rows)


def _rows(
    connection: duckdb.DuckDBPyConnection,
    goals: Sequence[ExperienceGoal],
    as_of: date,
    semantic_manifest: str,
    kept: Path | None,
) -> list[tuple[object, ...]]:
    from reports.experience_goals import MeasuredGoal, measure
    from reports.metric_queries import SemanticError
    from reports.semantic import SemanticLayer

    measurable = [field.name for field in fields(MeasuredGoal)]
    layer, rows = SemanticLayer(connection, semantic_manifest, kept=kept), []
    for goal in goals:
        asked = MeasuredGoal(**{name: getattr(goal, name) for name in measurable})
        try:
            (progress,) = measure(layer, [asked], as_of)
        except SemanticError as error:
            message = f"cx.toml: [[goal]] '{goal.name}': {error}"
            raise StageError("publish", message, "cx goals") from error
        traits = (goal.social, goal.inspiring, goal.relevant)
        context = (goal.contextual.finance, goal.contextual.support, goal.contextual.customer)
        way = (goal.baseline, goal.baseline_on, goal.target, goal.target_on)
        named = (goal.name, goal.owner, goal.metric, " and ".join(goal.where))
        rows.append((*named, *traits, *context, *way, *astuple(progress)))
    return rows
