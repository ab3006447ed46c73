"""Who waited for an agent on the telephone or in a chat, and who gave up before one came.

Who was answered is a contact; who gave up tried some minutes before a contact that did succeed,
or before a call like it. Drawn apart from the contacts, so that queues never change them.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.columns import stack
from orchestration.demo.contacts import CHAT, PHONE, Contacts, strain_at
from orchestration.demo.world import NEVER, Bools, Ints, World

# Whoever waits longer has left the window open: that is a message, not somebody in a queue.
LONGEST_WAIT = 1_800
GIVES_UP = 0.07
GIVES_UP_UNDER_STRAIN = 0.3
SLIP = 0.12  # of those who give up: a slip of the finger, within seconds
PATIENCE = 110.0
UNKNOWN_CALLER = 0.2


@dataclass(frozen=True)
class Queue:
    """One row per request for an agent; all `_at` are seconds since 1970."""

    number: Ints
    customer: Ints
    person: Ints  # -1 a stranger or an unknown number
    contact: Ints  # 0 for who gave up
    is_phone: Bools
    is_answered: Bools
    asked_at: Ints
    wait_seconds: Ints
    talk_seconds: Ints
    dice: Ints


def month_of_queue(world: World, chunk: int, month: int, contacts: Contacts) -> Queue:
    """All requests around the contacts of a month."""
    draw = world.draws("queue", chunk, month)
    is_live = (contacts.channel == PHONE) | (contacts.channel == CHAT)
    is_live &= ~contacts.is_outbound & ~contacts.is_spam & ~contacts.is_test
    replied_at = np.minimum(contacts.replied_at, contacts.solved_at)
    wait = replied_at - contacts.created_at
    answered = np.flatnonzero(is_live & (replied_at < NEVER) & (wait <= LONGEST_WAIT))
    strain = strain_at(world, month, contacts.created_at)
    chance = np.where(strain > 2, GIVES_UP_UNDER_STRAIN, GIVES_UP)
    gave_up = np.flatnonzero(is_live & (draw.random(len(is_live)) < chance))
    count = len(gave_up)
    before = draw.integers(180, 2_400, count)
    patience = 10 + draw.exponential(PATIENCE, count).astype(np.int64)
    slips = draw.random(count) < SLIP
    is_unknown = draw.random(count) < UNKNOWN_CALLER
    stays = Queue(
        customer=contacts.customer[answered],
        is_phone=contacts.channel[answered] == PHONE,
        dice=contacts.dice[answered],
        number=contacts.number[answered] * 2,
        person=contacts.person[answered],
        contact=contacts.number[answered],
        is_answered=np.ones(len(answered), dtype=bool),
        asked_at=contacts.created_at[answered],
        wait_seconds=wait[answered],
        talk_seconds=120 + contacts.dice[answered] % 900,
    )
    leaves = Queue(
        customer=contacts.customer[gave_up],
        is_phone=contacts.channel[gave_up] == PHONE,
        dice=contacts.dice[gave_up],
        number=contacts.number[gave_up] * 2 + 1,
        person=np.where(is_unknown, -1, contacts.person[gave_up]),
        contact=np.zeros(count, dtype=np.int64),
        is_answered=np.zeros(count, dtype=bool),
        asked_at=contacts.created_at[gave_up] - before,
        wait_seconds=np.where(slips, draw.integers(1, 10, count), patience),
        talk_seconds=np.zeros(count, dtype=np.int64),
    )
    return stack([stays, leaves])
