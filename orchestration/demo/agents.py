"""The people who answer: desks that are always staffed, by agents who come and go.

A desk's agent changes on days fixed by the seed, so that who sat there at a moment is a formula.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.world import DAY, NEVER, Ints, World

TEAMS = ("Billing", "Delivery", "Technical", "Accounts")
AGENTS_PER_DESK = 64
TENURE_DAYS = 1_100


@dataclass(frozen=True)
class Agents:
    """One row per agent who was ever hired."""

    number: Ints
    team: Ints
    hired_at: Ints
    left_at: Ints  # NEVER for an agent who is still here


def agent_at(world: World, desk: Ints, at: Ints) -> Ints:
    """The number of the agent at a desk at a moment."""
    days = at // DAY - world.first_day(0) + 400
    agent: Ints = desk * AGENTS_PER_DESK + np.maximum(
        0, (days - _offset(world, desk)) // TENURE_DAYS + 1
    )
    return agent


def hired_agents(world: World, until: int) -> Agents:
    """Every agent hired before a moment."""
    desks = np.arange(world.agent_slots, dtype=np.int64)
    generations = agent_at(world, desks, np.full(len(desks), until)) % AGENTS_PER_DESK + 1
    desk = np.repeat(desks, generations)
    nth = np.arange(len(desk)) - np.repeat(np.cumsum(generations) - generations, generations)
    founded = (world.first_day(0) - 400) * DAY
    changes = (founded // DAY + _offset(world, desk)) * DAY + 7 * 3600
    hired_at = np.where(nth == 0, founded, changes + (nth - 1) * TENURE_DAYS * DAY)
    return Agents(
        number=desk * AGENTS_PER_DESK + nth,
        team=desk % len(TEAMS),
        hired_at=hired_at,
        left_at=np.where(
            nth + 1 < np.repeat(generations, generations), changes + nth * TENURE_DAYS * DAY, NEVER
        ),
    )


def _offset(world: World, desk: Ints) -> Ints:
    """Days after the founding on which the desk first changes hands; day boundaries apply."""
    offset: Ints = 300 + (desk * 7919 + world.seed * 31) % TENURE_DAYS
    return offset
