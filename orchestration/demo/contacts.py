"""Contacts of customers with the desk: when, about what, and how each one went.

A contact is a line of moments, planned as soon as it begins; a moment that never comes is NEVER.
What the desk would have recorded by a given night follows by comparing, in vendors/zendesk.py.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.agents import TEAMS, agent_at
from orchestration.demo.columns import stack, take
from orchestration.demo.customers import Customers
from orchestration.demo.world import DAY, NEVER, Bools, Floats, Ints, World

CHANNELS = ("email", "web", "chat", "phone", "social")
TOPICS = ("invoice", "delivery", "installation", "outage", "account", "cancellation", "other")
CHAT, PHONE, OUTAGE_TOPIC = 2, 3, 3
TOPIC_TEAM = np.array([0, 1, 2, 2, 3, 3, 0])
NUMBERS_PER_MONTH = 200_000
SEASON = np.array([1.35, 1.1, 0.95, 0.9, 0.9, 0.9, 0.9, 0.95, 1.0, 1.0, 1.1, 1.4])
HOURS = np.array(
    [1, 1, 0, 0, 0, 1, 3, 8, 16, 20, 21, 19, 16, 17, 18, 17, 15, 12, 10, 9, 8, 6, 4, 2]
)
OUTAGE_DAYS = (9, 13)

CHANNEL_SHARE = np.array([0.38, 0.2, 0.22, 0.14, 0.06])
TOPIC_SHARE = np.array([0.24, 0.26, 0.17, 0.04, 0.13, 0.06, 0.10])
REPLY_MINUTES = np.array([85.0, 70.0, 3.0, 1.5, 45.0])
SOLVE_MINUTES = np.array([900.0, 800.0, 25.0, 15.0, 500.0])
ONE_TOUCH = np.array([0.44, 0.44, 0.5, 0.8, 0.4])
REOPENED = np.array([0.05, 0.05, 0.07, 0.03, 0.06])
REPEATED = np.array([0.03, 0.03, 0.15, 0.025, 0.04])


@dataclass(frozen=True)
class Contacts:
    """One row per contact; all `_at` are seconds since 1970, NEVER when it does not happen."""

    number: Ints
    customer: Ints  # place in the chunk's customers
    person: Ints  # which of the customer's people; -1 a stranger
    channel: Ints
    topic: Ints
    priority: Ints  # 0 none, then low, normal, high, urgent
    parent: Ints  # number of the contact this one repeats; 0 for none
    is_follow_up: Bools
    is_outbound: Bools
    is_spam: Bools
    is_test: Bools
    agent: Ints
    second_agent: Ints
    created_at: Ints
    auto_replied_at: Ints
    assigned_at: Ints
    noted_at: Ints
    replied_at: Ints  # first public reply that does not solve
    asked_at: Ints
    reassigned_at: Ints
    answered_at: Ints
    solved_at: Ints
    offered_at: Ints
    rated_at: Ints
    reopened_at: Ints
    solved_again_at: Ints
    closed_at: Ints
    merged_at: Ints
    deleted_at: Ints
    is_good: Bools  # the rating, if it comes
    pain: Floats
    dice: Ints


def month_of_contacts(
    world: World, chunk: int, month: int, customers: Customers, rate: Floats
) -> Contacts:
    """All contacts that begin a chain in a month, and the repeats they lead to."""
    draw = world.draws("contacts", chunk, month)
    who, at, in_outage = _arrivals(world, draw, month, customers, rate)
    count = len(who)
    channel = draw.choice(5, count, p=CHANNEL_SHARE)
    topic = np.where(
        in_outage & (draw.random(count) < 0.8), OUTAGE_TOPIC, draw.choice(7, count, p=TOPIC_SHARE)
    )
    person = draw.integers(0, 2**31, count) % customers.people[who]
    person = np.where(draw.random(count) < 0.012, -1, person)
    strain = strain_at(world, month, at)
    first = _go(world, draw, (who, person, at, channel, topic, strain), None)
    second = _repeat(world, draw, month, first, strain)
    third = _repeat(world, draw, month, second, strain_at(world, month, second.created_at))
    contacts = stack([first, second, third])
    base = ((month * world.chunks) + chunk) * NUMBERS_PER_MONTH + 1
    # Parents were noted by their place in the stack of the month.
    parent = np.where(contacts.parent >= 0, contacts.parent + base, 0)
    numbers = {"number": base + np.arange(len(contacts.number)), "parent": parent}
    return Contacts(**(contacts.__dict__ | numbers))


def _arrivals(
    world: World, draw: np.random.Generator, month: int, customers: Customers, rate: Floats
) -> tuple[Ints, Ints, Bools]:
    count = len(rate)
    season = SEASON[(world.start.month - 1 + month) % 12]
    usual = np.repeat(np.arange(count), draw.poisson(rate * season))
    is_outage = month == world.outage_month
    hit = np.repeat(np.arange(count), draw.poisson(rate * (0.9 if is_outage else 0.0)))
    first = world.first_day(month)
    days = np.arange(first, world.first_day(month + 1))
    weight = np.array([1.15, 1.0, 1.0, 0.95, 0.95, 0.55, 0.4])[(days + 3) % 7]
    day = draw.choice(days, len(usual), p=weight / weight.sum())
    hit_day = first + draw.integers(OUTAGE_DAYS[0], OUTAGE_DAYS[1] + 1, len(hit))
    who, day = np.concatenate([usual, hit]), np.concatenate([day, hit_day])
    # Hours are those of the company, one hour ahead of UTC; summer time is not worth a table here.
    hour = draw.choice(24, len(who), p=HOURS / HOURS.sum())
    at = day * DAY + (hour - 1) * 3600 + draw.integers(0, 3600, len(who))
    known = at > customers.joined_at[who]
    in_outage = np.arange(len(who)) >= len(usual)
    return who[known], at[known], in_outage[known]


def strain_at(world: World, month: int, at: Ints) -> Floats:
    """How much longer everything takes: one in a usual week."""
    season = SEASON[(world.start.month - 1 + month) % 12]
    start = (world.first_day(world.outage_month) + OUTAGE_DAYS[0]) * DAY
    in_outage = (at >= start) & (at < start + 12 * DAY)
    return np.where(in_outage, 2.8, 1.0) * (1.25 if season > 1.2 else 1.0)


def _in_office(at: Ints) -> Ints:
    """The moment itself, or the next opening: Monday to Saturday from 8 to 21, company time."""
    hour = (at // 3600 + 1) % 24
    opening = (at + 3600) // DAY * DAY + 7 * 3600
    opened = np.where(hour < 8, opening, np.where(hour >= 21, opening + DAY, at))
    is_sunday = (opened // DAY + 3) % 7 == 6
    minutes = at % 5_400
    moved = opened + np.where(opened != at, minutes, 0)
    return np.where(is_sunday, opened // DAY * DAY + DAY + 7 * 3600 + minutes, moved)


def _go(
    world: World,
    draw: np.random.Generator,
    arrivals: tuple[Ints, Ints, Ints, Ints, Ints, Floats],
    parent: Ints | None,
) -> Contacts:
    """Plan each contact from its arrival to its end."""
    who, person, at, channel, topic, strain = arrivals
    count = len(who)
    is_repeat = np.full(count, parent is not None)
    is_slow = channel != PHONE
    wait = REPLY_MINUTES[channel] * strain * np.exp(draw.normal(0, 0.9, count)) * 60
    first_reply = at + np.maximum(20, wait).astype(np.int64)
    first_reply = np.where(is_slow, _in_office(first_reply), first_reply)
    is_one_touch = draw.random(count) < ONE_TOUCH[channel]
    work = SOLVE_MINUTES[channel] * strain * np.exp(draw.normal(0, 1.0, count)) * 60
    later = _in_office(first_reply + np.maximum(120, work).astype(np.int64))
    solved = np.where(is_one_touch, first_reply, np.maximum(later, first_reply + 90))
    fate = draw.random(count)
    is_spam, is_test = fate < 0.012, (fate >= 0.012) & (fate < 0.015)
    is_unanswered = (fate >= 0.015) & (fate < 0.03) | is_spam
    is_left_open = (fate >= 0.03) & (fate < 0.05) | is_unanswered
    is_merged = (fate >= 0.05) & (fate < 0.062) & ~is_repeat
    is_outbound = (fate >= 0.062) & (fate < 0.087) & ~is_repeat & (channel == 0)
    solved = np.where(is_left_open, NEVER, solved)
    replied = np.where((is_one_touch & ~is_left_open) | is_unanswered, NEVER, first_reply)
    reopens = draw.random(count) < (REOPENED[channel] + 0.05 * (strain > 2)) * ~is_outbound
    reopens &= solved < NEVER
    reopened = np.where(reopens, solved + draw.integers(1_800, 3 * DAY, count), NEVER)
    again = np.where(reopens, _in_office(reopened + draw.integers(900, 2 * DAY, count)), NEVER)
    expected = REPLY_MINUTES[channel] * 60 * 3
    slow = np.clip(np.log2((first_reply - at) / expected + 0.01), 0, 4) / 2
    long = np.clip(np.log2((solved - at) / (SOLVE_MINUTES[channel] * 60 * 6) + 0.01), 0, 4) / 3
    pain = 0.7 * slow + 0.4 * np.where(solved < NEVER, long, 1.5) + 0.9 * reopens + 0.8 * is_repeat
    team = TOPIC_TEAM[topic]
    desk = team + len(TEAMS) * draw.integers(0, world.agent_slots // len(TEAMS), count)
    contacts = Contacts(
        number=np.arange(count),
        customer=who,
        person=person,
        channel=channel,
        topic=topic,
        priority=draw.choice(5, count, p=[0.2, 0.15, 0.45, 0.15, 0.05]),
        parent=np.full(count, -1) if parent is None else parent,
        is_follow_up=np.zeros(count, dtype=bool),
        is_outbound=is_outbound,
        is_spam=is_spam,
        is_test=is_test,
        agent=agent_at(world, desk, at),
        second_agent=agent_at(world, (desk + len(TEAMS)) % world.agent_slots, at),
        created_at=at,
        auto_replied_at=np.where((channel < CHAT) & ~is_outbound, at + 4, NEVER),
        assigned_at=np.where(is_unanswered, NEVER, at + (first_reply - at) * 2 // 3),
        noted_at=NEVER + np.zeros(count, dtype=np.int64),
        replied_at=replied,
        asked_at=NEVER + np.zeros(count, dtype=np.int64),
        reassigned_at=NEVER + np.zeros(count, dtype=np.int64),
        answered_at=NEVER + np.zeros(count, dtype=np.int64),
        solved_at=solved,
        offered_at=np.where(draw.random(count) < 0.5, solved + DAY, NEVER),
        rated_at=np.where(draw.random(count) < 0.22, solved + DAY + 9_000, NEVER),
        reopened_at=reopened,
        solved_again_at=again,
        closed_at=np.where(reopens, again, solved) + 4 * DAY,
        merged_at=np.where(is_merged, first_reply - (first_reply - at) // 4, NEVER),
        deleted_at=np.where(is_spam | is_test, at + draw.integers(600, 2 * DAY, count), NEVER),
        is_good=draw.normal(1.6, 0.9, count) > pain,
        pain=pain,
        dice=draw.integers(0, 2**31, count),
    )
    return _settle(_converse(contacts))


def _converse(contacts: Contacts) -> Contacts:
    """Between a first reply and the solution: a note, a question back, another agent."""
    dice = contacts.dice
    gap = np.where(
        (contacts.solved_at < NEVER) & (contacts.replied_at < NEVER),
        contacts.solved_at - contacts.replied_at,
        0,
    )
    has_room = gap > 900
    start = contacts.replied_at
    assigned = np.minimum(contacts.assigned_at, NEVER)
    moments = {
        "noted_at": np.where((dice % 10 < 3) & (assigned < NEVER), assigned + 40, NEVER),
        "asked_at": np.where(has_room, start + gap // 3, NEVER),
        "reassigned_at": np.where(has_room & (dice % 17 < 3), start + gap // 2, NEVER),
        "answered_at": np.where(has_room & (dice % 3 == 0), start + gap * 2 // 3, NEVER),
    }
    return Contacts(**(contacts.__dict__ | moments))


def _settle(contacts: Contacts) -> Contacts:
    """Nothing happens to a contact after it was merged or deleted, or before what it needs."""
    end = np.minimum(contacts.merged_at, contacts.deleted_at)
    moments = {
        name: np.where((column >= NEVER) | (column > end), NEVER, column)
        for name, column in contacts.__dict__.items()
        if name.endswith("_at") and name not in ("created_at", "merged_at", "deleted_at")
    }
    moments["rated_at"] = np.where(moments["offered_at"] < NEVER, moments["rated_at"], NEVER)
    return Contacts(**(contacts.__dict__ | moments))


def _repeat(
    world: World, draw: np.random.Generator, month: int, contacts: Contacts, strain: Floats
) -> Contacts:
    """Contacts that come back within days because the first did not settle the matter."""
    count = len(contacts.number)
    chance = REPEATED[contacts.channel] + 0.12 * (strain > 2)
    chance += 0.1 * (contacts.reopened_at < NEVER)
    comes = (draw.random(count) < chance) & (contacts.solved_at < NEVER) & ~contacts.is_outbound
    where = np.flatnonzero(comes)
    before = take(contacts, where)
    last = np.where(before.solved_again_at < NEVER, before.solved_again_at, before.solved_at)
    lag = draw.exponential(2.4 * DAY, len(where)).astype(np.int64) + 2_400
    # Hours asleep are moved to the morning.
    at = _in_office(last + lag)
    topic = np.where(
        draw.random(len(where)) < 0.75, before.topic, draw.choice(7, len(where), p=TOPIC_SHARE)
    )
    stays = draw.random(len(where)) < 0.7
    channel = np.where(stays, before.channel, draw.choice(5, len(where), p=CHANNEL_SHARE))
    # Numbers become those of the month's stack: parents come before their repeats there.
    arrivals = (before.customer, before.person, at, channel, topic, strain_at(world, month, at))
    repeats = _go(world, draw, arrivals, before.number)
    is_closed = at > before.closed_at
    follow = is_closed & (repeats.channel < CHAT) & (repeats.dice % 5 < 3)
    numbers = contacts.number[-1:].sum() + 1 + np.arange(len(where))
    return Contacts(**(repeats.__dict__ | {"number": numbers, "is_follow_up": follow}))
