"""Who was referred by whom: content customers bring others, and most of them are remembered."""

import numpy as np

from orchestration.demo.world import Bools, Floats, Ints, World

NOBODY = 0
ASKED = 3
"""Of so many earlier customers the most content one refers."""
REMEMBERED = 0.85
LED = 0.1


def referrers_of_month(
    world: World, chunk: int, month: int, numbers: Ints, tempers: Floats, is_referred: Bools
) -> Ints:
    """The customer who referred each newcomer; NOBODY where none did or none is written down.

    Args:
        world: The demo world.
        chunk: Part of the customer base: who refers is of the same part.
        month: Month in which the newcomers join.
        numbers: Numbers of the customers who joined before.
        tempers: How content those are by nature.
        is_referred: Per newcomer, whether the source says referral.
    """
    draw = world.draws("referrals", chunk, month)
    count = len(is_referred)
    asked = draw.random((count, ASKED))
    die = draw.random(count)
    if not len(numbers):
        return np.full(count, NOBODY)
    places = (asked * len(numbers)).astype(np.int64)
    best = places[np.arange(count), np.argmax(tempers[places], axis=1)]
    # Some newcomers name a referrer though the sales people chose another source.
    is_known = np.where(is_referred, die < REMEMBERED, die < LED * (1 - REMEMBERED))
    return np.where(is_known, numbers[best], NOBODY)
