"""Answers to three surveys: the relationship, and satisfaction and effort after a contact.

What people answer follows from what happened to them. The files' shape lives in
vendors/qualtrics.py.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.columns import stack, take
from orchestration.demo.contacts import Contacts
from orchestration.demo.customers import Customers
from orchestration.demo.subscriptions import Ledger
from orchestration.demo.world import DAY, NEVER, Bools, Floats, Ints, World

RELATION, SATISFACTION, EFFORT = range(3)
NUMBERS_PER_MONTH = 100_000
NOBODY = -1


@dataclass(frozen=True)
class Responses:
    """One row per response, whatever became of it."""

    number: Ints
    survey: Ints
    customer: Ints  # place in the chunk's customers; NOBODY for previews and tests
    person: Ints
    contact: Ints  # number of the contact it is about; 0 for none
    contact_topic: Ints
    started_at: Ints
    seconds: Ints
    recorded_at: Ints
    status: Ints  # 0 answer, 1 preview, 2 test, 8 spam
    progress: Ints
    score: Ints  # -1 not answered
    is_easy_scale: Bools  # the newer effort question, 1–7 and 7 is good
    solved: Ints  # 0 not asked or answered, 1 yes, 2 no
    has_comment: Bools
    reference: Ints  # 0 a CRM id, 1 the address only, 2 nothing
    channel: Ints
    dice: Ints


def month_of_responses(
    world: World,
    chunk: int,
    month: int,
    customers: Customers,
    ledger: Ledger,
    contacts: Contacts,
) -> Responses:
    """All responses that begin because of this month."""
    draw = world.draws("surveys", chunk, month)
    count = world.joined_by(chunk, month)
    parts = [
        _relation(world, draw, month, customers, ledger, count),
        *_after_contacts(draw, contacts),
        _by_the_staff(world, draw, month),
    ]
    responses = stack(parts)
    base = (month * world.chunks + chunk) * NUMBERS_PER_MONTH + 1
    return Responses(**(responses.__dict__ | {"number": base + np.arange(len(responses.number))}))


def asked_customers(month: int, customers: Customers, ledger: Ledger, count: int) -> Bools:
    """Every active customer is asked once in four months."""
    is_asked = ledger.is_active(count, month) & (customers.number[:count] % 4 == month % 4)
    asked: Bools = is_asked & (customers.joined_month[:count] < month)
    return asked


def asked_about_contact(contacts: Contacts) -> Bools:
    """A contact that was solved for someone who is known may be asked about."""
    return (contacts.solved_at < NEVER) & ~contacts.is_outbound & (contacts.person >= 0)


def _relation(
    world: World,
    draw: np.random.Generator,
    month: int,
    customers: Customers,
    ledger: Ledger,
    count: int,
) -> Responses:
    is_asked = asked_customers(month, customers, ledger, count)
    content = np.clip(customers.temper[:count] + ledger.mood[:count], -3, 1.5)
    who = np.flatnonzero(is_asked & (draw.random(count) < 0.33 + 0.04 * content))
    score = np.round(8.9 + 1.9 * content[who] + draw.normal(0, 1.5, len(who)))
    first, after = world.first_day(month), world.first_day(month + 1)
    start = draw.integers(first * DAY, after * DAY, len(who))
    hour = draw.integers(7 * 3600, 21 * 3600, len(who))
    return _responses(
        draw,
        survey=RELATION,
        customer=who,
        person=customers.dice[who] % customers.people[who],
        contact=np.zeros(len(who), dtype=np.int64),
        topic=draw.integers(0, 7, len(who)),
        started_at=start // DAY * DAY + hour,
        score=np.clip(score, 0, 10).astype(np.int64),
        solved=np.zeros(len(who), dtype=np.int64),
        is_easy_scale=np.zeros(len(who), dtype=bool),
    )


def _after_contacts(draw: np.random.Generator, contacts: Contacts) -> list[Responses]:
    """Some of the people whose contact was solved answer one of the two surveys."""
    die = draw.random(len(contacts.number))
    is_asked = asked_about_contact(contacts)
    is_repeated = np.isin(contacts.number, contacts.parent[contacts.parent > 0])
    failed = (contacts.reopened_at < NEVER) | is_repeated | (contacts.parent > 0)
    parts = []
    for survey, low, high in ((SATISFACTION, 0.0, 0.13), (EFFORT, 0.13, 0.21)):
        where = np.flatnonzero(is_asked & (die >= low) & (die < high))
        about = take(contacts, where)
        noise = draw.normal(0, 0.75, len(where))
        is_easy_scale = (draw.random(len(where)) < 0.5) & (survey == EFFORT)
        solved = np.where(failed[where] ^ (draw.random(len(where)) < 0.08), 2, 1)
        pain = about.pain + 0.3 * is_repeated[where]
        parts.append(
            _responses(
                draw,
                survey=survey,
                customer=about.customer,
                person=about.person,
                contact=about.number,
                topic=about.topic,
                started_at=about.solved_at + draw.integers(2_000, 3 * DAY, len(where)),
                score=_score_of_contact(survey, pain, noise, is_easy_scale),
                solved=solved if survey == SATISFACTION else np.zeros(len(where), dtype=np.int64),
                is_easy_scale=is_easy_scale,
            )
        )
    return parts


def _score_of_contact(survey: int, pain: Floats, noise: Floats, is_easy_scale: Bools) -> Ints:
    if survey == SATISFACTION:
        return np.clip(np.round(4.75 - 0.8 * pain + noise), 1, 5).astype(np.int64)
    effort = 1.45 + 0.75 * pain + noise
    agreement = 7 - 6 * (effort - 1) / 4
    score = np.where(is_easy_scale, np.clip(agreement, 1, 7), np.clip(effort, 1, 5))
    return np.round(score).astype(np.int64)


def _by_the_staff(world: World, draw: np.random.Generator, month: int) -> Responses:
    """Previews and tests of whoever edits the surveys: not answers, and perfect scores."""
    count = 4
    first = world.first_day(month) * DAY
    responses = _responses(
        draw,
        survey=RELATION,
        customer=np.full(count, NOBODY),
        person=np.zeros(count, dtype=np.int64),
        contact=np.zeros(count, dtype=np.int64),
        topic=np.zeros(count, dtype=np.int64),
        started_at=first + draw.integers(8 * 3600, 27 * DAY, count),
        score=np.full(count, 10),
        solved=np.zeros(count, dtype=np.int64),
        is_easy_scale=np.zeros(count, dtype=bool),
    )
    replaced = {
        "survey": draw.integers(0, 3, count),
        "status": draw.integers(1, 3, count),
        "score": np.full(count, 5),
        "reference": np.full(count, 2),
    }
    return Responses(**(responses.__dict__ | replaced))


def _responses(
    draw: np.random.Generator,
    *,
    survey: int,
    customer: Ints,
    person: Ints,
    contact: Ints,
    topic: Ints,
    started_at: Ints,
    score: Ints,
    solved: Ints,
    is_easy_scale: Bools,
) -> Responses:
    """Add what is the same for every survey: leaving early, skipping questions, the channel."""
    count = len(customer)
    is_left = draw.random(count) < 0.07
    seconds = np.where(is_left, 40, 30 + draw.exponential(110, count)).astype(np.int64)
    is_blank = (draw.random(count) < 0.03) | (is_left & (draw.random(count) < 0.6))
    return Responses(
        number=np.zeros(count, dtype=np.int64),
        survey=np.full(count, survey),
        customer=customer,
        person=person,
        contact=contact,
        contact_topic=topic,
        started_at=started_at,
        seconds=seconds,
        # Qualtrics records what was left unfinished after a week.
        recorded_at=started_at + seconds + np.where(is_left, 7 * DAY, 1),
        status=np.where(draw.random(count) < 0.004, 8, 0),
        progress=np.where(is_left, draw.integers(20, 80, count), 100),
        score=np.where(is_blank, -1, score),
        is_easy_scale=is_easy_scale,
        solved=np.where(is_left, 0, solved),
        has_comment=(draw.random(count) < 0.38) & ~is_left,
        reference=draw.choice(3, count, p=[0.86, 0.1, 0.04]),
        channel=draw.choice(3, count, p=[0.84, 0.12, 0.04]),
        dice=draw.integers(0, 2**31, count),
    )
