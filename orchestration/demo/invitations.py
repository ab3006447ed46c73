"""Who was asked to answer a survey: everyone who did by a personal link, and those who did not.

Draws have a stream of their own, so that what people answer does not depend on them. The files'
shape lives in vendors/qualtrics_invitations.py.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.columns import stack
from orchestration.demo.contacts import Contacts
from orchestration.demo.customers import Customers
from orchestration.demo.subscriptions import Ledger
from orchestration.demo.surveys import (
    EFFORT,
    RELATION,
    SATISFACTION,
    Responses,
    asked_about_contact,
    asked_customers,
)
from orchestration.demo.world import DAY, NEVER, Bools, Ints, World

NUMBERS_PER_MONTH = 200_000
BOUNCED = 0.03
OPENED = 0.55
# Of the contacts without an answer, those that were asked about satisfaction and about effort.
SILENT = {SATISFACTION: (0.0, 0.30), EFFORT: (0.30, 0.48)}


@dataclass(frozen=True)
class Invitations:
    """One row per invitation; all `_at` are seconds since 1970, NEVER when it does not happen."""

    number: Ints
    survey: Ints
    customer: Ints  # place in the chunk's customers
    person: Ints
    response: Ints  # number of the response it led to; 0 for none
    is_bounced: Bools
    sent_at: Ints
    opened_at: Ints
    started_at: Ints
    completed_at: Ints
    dice: Ints


def month_of_invitations(
    world: World,
    chunk: int,
    month: int,
    customers: Customers,
    ledger: Ledger,
    contacts: Contacts,
    responses: Responses,
) -> Invitations:
    """All invitations sent because of this month."""
    draw = world.draws("invitations", chunk, month)
    count = world.joined_by(chunk, month)
    invitations = stack(
        [
            _answered(draw, responses),
            _silent_customers(world, draw, month, customers, ledger, count, responses),
            *_silent_contacts(draw, contacts, responses),
        ]
    )
    base = (month * world.chunks + chunk) * NUMBERS_PER_MONTH + 1
    numbers = base + np.arange(len(invitations.number))
    return Invitations(**(invitations.__dict__ | {"number": numbers}))


def _answered(draw: np.random.Generator, responses: Responses) -> Invitations:
    """Whoever answered by a link of their own had been sent it shortly before."""
    where = np.flatnonzero((responses.status == 0) & (responses.reference < 2))
    started_at = responses.started_at[where]
    sent_at = started_at - draw.integers(300, 1_900, len(where))
    completed_at = started_at + responses.seconds[where]
    return Invitations(
        number=np.zeros(len(where), dtype=np.int64),
        survey=responses.survey[where],
        customer=responses.customer[where],
        person=responses.person[where],
        response=responses.number[where],
        is_bounced=np.zeros(len(where), dtype=bool),
        sent_at=sent_at,
        opened_at=started_at - 20,
        started_at=started_at,
        completed_at=np.where(responses.progress[where] == 100, completed_at, NEVER),
        dice=draw.integers(0, 2**31, len(where)),
    )


def _silent_customers(
    world: World,
    draw: np.random.Generator,
    month: int,
    customers: Customers,
    ledger: Ledger,
    count: int,
    responses: Responses,
) -> Invitations:
    is_asked = asked_customers(month, customers, ledger, count)
    is_asked[responses.customer[responses.survey == RELATION]] = False
    who = np.flatnonzero(is_asked)
    first, after = world.first_day(month), world.first_day(month + 1)
    day = draw.integers(first, after, len(who))
    sent_at = day * DAY + draw.integers(7 * 3600, 21 * 3600, len(who))
    person = customers.dice[who] % customers.people[who]
    return _unanswered(draw, RELATION, who, person, sent_at)


def _silent_contacts(
    draw: np.random.Generator, contacts: Contacts, responses: Responses
) -> list[Invitations]:
    die = draw.random(len(contacts.number))
    is_open = asked_about_contact(contacts) & ~np.isin(contacts.number, responses.contact)
    parts = []
    for survey, (low, high) in SILENT.items():
        where = np.flatnonzero(is_open & (die >= low) & (die < high))
        sent_at = contacts.solved_at[where] + draw.integers(1_500, DAY, len(where))
        customer, person = contacts.customer[where], contacts.person[where]
        parts.append(_unanswered(draw, survey, customer, person, sent_at))
    return parts


def _unanswered(
    draw: np.random.Generator, survey: int, customer: Ints, person: Ints, sent_at: Ints
) -> Invitations:
    count = len(sent_at)
    never = np.full(count, NEVER)
    is_bounced = draw.random(count) < BOUNCED
    is_opened = ~is_bounced & (draw.random(count) < OPENED)
    read_at = sent_at + draw.exponential(DAY, count).astype(np.int64) + 60
    return Invitations(
        number=np.zeros(count, dtype=np.int64),
        survey=np.full(count, survey),
        customer=customer,
        person=person,
        response=np.zeros(count, dtype=np.int64),
        is_bounced=is_bounced,
        sent_at=sent_at,
        opened_at=np.where(is_opened, read_at, NEVER),
        started_at=never,
        completed_at=never,
        dice=draw.integers(0, 2**31, count),
    )
