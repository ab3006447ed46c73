"""What goes with recommendation and with churn: one weighing per month, target and driver.

Which observations count, and what is said of too few of them, is decided here (DECISIONS D157);
the arithmetic is in importance.py, the SQL in observations.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orchestration.forecasts.importance import (
    chance_of_fit,
    correlation,
    correlation_interval,
    explained_shares,
    varies,
)
from orchestration.forecasts.outcomes import Floats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

LEAST_OBSERVATIONS = 100
CHANCE = 0.05
"""How often a fit may be chance and still be called one."""


@dataclass(frozen=True)
class Goal:
    """From which value on a driver is well: in which direction, and where."""

    value: float
    is_up: bool


@dataclass(frozen=True)
class Weighing:
    """What is known of one driver; NaN where too few observations say anything.

    Attributes:
        target_name, driver_name: What goes with what.
        observations: In which both are known.
        correlation, low, high: With its 95 % interval.
        importance: Share of what the drivers explain; NaN where their fit may be chance.
        importance_observations: In which all weighed drivers are known; 0 if it is none of them.
        explained: R² of the weighed drivers; NaN if it is none of them.
        performance: Share of observations in which the driver was well.
    """

    target_name: str
    driver_name: str
    observations: int
    correlation: float
    low: float
    high: float
    importance: float
    importance_observations: int
    explained: float
    performance: float


def weigh(
    target_name: str, target: Floats, drivers: Mapping[str, Floats], goals: Mapping[str, Goal]
) -> list[Weighing]:
    """Weigh every driver that was ever observed against the target.

    Args:
        target_name: What is to be explained.
        target: One element per observation, never NaN.
        drivers: One element per observation, NaN where the driver is not known.
        goals: When a driver is well.
    """
    # A company that writes its own list of drivers leaves out what it has not.
    drivers = {name: values for name, values in drivers.items() if name in goals}
    known = {name: ~np.isnan(values) for name, values in drivers.items()}
    alone = {
        name: correlation(drivers[name][known[name]], target[known[name]])
        for name in drivers
        if known[name].sum() >= LEAST_OBSERVATIONS
    }
    shares, complete, explained = _importances(
        target, {name: drivers[name] for name, r in alone.items() if not np.isnan(r)}
    )
    weighings = []
    for name, values in drivers.items():
        count = int(known[name].sum())
        if not count:
            continue
        r = alone.get(name, float("nan"))
        low, high = correlation_interval(r, count)
        enough = name in alone
        weighings.append(
            Weighing(
                target_name=target_name,
                driver_name=name,
                observations=count,
                correlation=r,
                low=low,
                high=high,
                importance=shares.get(name, float("nan")),
                importance_observations=complete if name in shares else 0,
                explained=explained if name in shares else float("nan"),
                performance=_performance(values[known[name]], goals[name]) if enough else np.nan,
            )
        )
    return weighings


def _importances(
    target: Floats, drivers: Mapping[str, Floats]
) -> tuple[dict[str, float], int, float]:
    """Shares of the explained variance over complete observations, their number, and R².

    The driver that is least often known stays out until half of the observations are complete.
    A fit that drivers without any meaning would often reach is not shared out: NaN for each.
    """
    names = sorted(drivers, key=lambda name: (int(np.isnan(drivers[name]).sum()), name))
    while len(names) >= 2:
        rows = np.stack([target, *(drivers[name] for name in names)])
        complete = rows[:, ~np.isnan(rows).any(axis=0)]
        count = complete.shape[1]
        if count >= LEAST_OBSERVATIONS and 2 * count >= len(target):
            is_varied = np.array([varies(row) for row in complete])
            if is_varied.all():
                matrix = np.corrcoef(complete)
                shares = explained_shares(matrix[1:, 1:], matrix[0, 1:])
                total = float(shares.sum())
                if total <= 0:
                    break
                if chance_of_fit(total, len(names), count) > CHANCE:
                    shares = np.full(len(names), np.nan)
                importance = dict(zip(names, (shares / total).tolist(), strict=True))
                return importance, count, total
            if not is_varied[0]:
                break
            names = [name for name, does in zip(names, is_varied[1:], strict=True) if does]
        else:
            names = names[:-1]
    return {}, 0, float("nan")


def _performance(values: Floats, goal: Goal) -> float:
    well = values >= goal.value if goal.is_up else values <= goal.value
    return float(well.mean())


def weigh_drivers(connection: "DuckDBPyConnection", lake: Path, *, as_of: date) -> int:
    """Write every month's weighing that is due and not in the lake; says how many.

    Args:
        connection: The build, with the marts of answers, contacts and health, and the first days
            of customers.
        lake: The lake's folder.
        as_of: The night.
    """
    from orchestration.forecasts.driver_lake import TABLE, write_weighings
    from orchestration.forecasts.observations import months_with_outcomes, read_goals
    from orchestration.forecasts.observations import read_observations as read
    from orchestration.night_tables import missing_days

    missing = missing_days(lake / TABLE, months_with_outcomes(connection, as_of), as_of=as_of)
    if not missing:
        return 0
    goals = read_goals(connection)
    observed = read(connection, first=missing[0], last=missing[-1])
    for month_end in missing:
        weighings = []
        for target_name in ("churn", "nps"):
            part = observed.of(target_name, month_end)
            if len(part.target):
                weighings += weigh(target_name, part.target, part.drivers, goals)
        write_weighings(lake, weighings, month_end, as_of=as_of)
    return len(missing)
