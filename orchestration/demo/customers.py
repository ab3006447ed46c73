"""Who the customers are: businesses and consumers, with what stays the same about them.

What happens to them (contacts, subscriptions, answers) lives in the modules named so.
"""

from dataclasses import dataclass, replace

import numpy as np

from orchestration.demo.columns import stack
from orchestration.demo.referrals import referrers_of_month
from orchestration.demo.world import (
    DAY,
    NEVER,
    NUMBERS_PER_CHUNK,
    WARM_UP_MONTHS,
    Bools,
    Floats,
    Ints,
    World,
)

PEOPLE_PER_CUSTOMER = 4
REFERRAL = 1
PARTNER = 3  # acquisition channel of the cohort that was onboarded badly


@dataclass(frozen=True)
class Customers:
    """One row per customer; the number is unique in the world, indexes point into words.py."""

    number: Ints
    joined_month: Ints
    joined_at: Ints
    is_business: Bools
    is_subscriber: Bools
    is_badly_onboarded: Bools
    country: Ints
    source: Ints
    referrer: Ints  # number of the customer who referred this one; 0 for none
    industry: Ints
    tier: Ints
    plan: Ints
    quantity: Ints
    term_months: Ints
    people: Ints
    employees: Ints
    duplicate_at: Ints  # a second account for the same customer is created …
    merged_at: Ints  # … and merged into the first
    temper: Floats  # how content the customer is by nature
    contact_rate: Floats
    purchase_rate: Floats
    dropout: Floats
    spend: Floats
    dice: Ints  # for names and other things without consequence


def joined_customers(world: World, chunk: int, last_month: int) -> Customers:
    """All customers of a chunk who join up to a month, in the order in which they join."""
    months = range(-WARM_UP_MONTHS, last_month + 1)
    joined = stack([_join(world, chunk, month) for month in months])
    parts = []
    for month in months:
        before = world.joined_by(chunk, month - 1) if month > -WARM_UP_MONTHS else 0
        until = world.joined_by(chunk, month)
        is_referred = joined.source[before:until] == REFERRAL
        earlier, tempers = joined.number[:before], joined.temper[:before]
        parts.append(referrers_of_month(world, chunk, month, earlier, tempers, is_referred))
    return replace(joined, referrer=np.concatenate(parts))


def _join(world: World, chunk: int, month: int) -> Customers:
    before = world.joined_by(chunk, month - 1) if month > -WARM_UP_MONTHS else 0
    count = world.joined_by(chunk, month) - before
    draw = world.draws("customers", chunk, month)
    number = chunk * NUMBERS_PER_CHUNK + before + np.arange(count, dtype=np.int64) + 1
    is_business = draw.random(count) < 0.3
    is_subscriber = draw.random(count) < np.where(is_business, 0.97, 0.6)
    day = world.first_day(month) + draw.integers(0, 28, count)
    joined_at = day * DAY + draw.integers(7 * 3600, 18 * 3600, count)
    source = draw.choice(5, count, p=[0.36, 0.22, 0.18, 0.14, 0.10])
    first_bad, last_bad = world.bad_cohort_months
    in_bad_cohort = first_bad <= month <= last_bad
    duplicate_at, merged_at = _duplicates(draw, joined_at)
    return Customers(
        number=number,
        joined_month=np.full(count, month),
        joined_at=joined_at,
        is_business=is_business,
        is_subscriber=is_subscriber,
        is_badly_onboarded=np.full(count, in_bad_cohort) & (draw.random(count) < 0.85),
        country=draw.choice(6, count, p=[0.44, 0.16, 0.18, 0.08, 0.08, 0.06]),
        source=np.where(in_bad_cohort & (draw.random(count) < 0.4), PARTNER, source),
        referrer=np.zeros(count, dtype=np.int64),
        industry=draw.integers(0, 7, count),
        tier=draw.choice(3, count, p=[0.6, 0.28, 0.12]),
        plan=draw.choice(3, count, p=[0.5, 0.35, 0.15]),
        quantity=np.where(is_business, 2 + draw.geometric(0.09, count), 1),
        term_months=np.where(draw.random(count) < np.where(is_business, 0.7, 0.25), 12, 1),
        people=np.where(is_business, draw.integers(1, PEOPLE_PER_CUSTOMER + 1, count), 1),
        employees=(5 * np.exp(draw.normal(2.2, 1.2, count))).astype(np.int64),
        duplicate_at=duplicate_at,
        merged_at=merged_at,
        temper=draw.normal(0.0, 0.45, count),
        contact_rate=draw.gamma(5.0, 0.2, count),
        purchase_rate=draw.gamma(0.9, 0.35, count),
        dropout=draw.beta(0.9, 6.0, count),
        spend=1.0 / draw.gamma(3.7, 1 / 26.0, count),
        dice=draw.integers(0, 2**31, count),
    )


def _duplicates(draw: np.random.Generator, joined_at: Ints) -> tuple[Ints, Ints]:
    count = len(joined_at)
    has_duplicate = draw.random(count) < 0.012
    created = joined_at + draw.integers(20 * DAY, 200 * DAY, count)
    merged = created + draw.integers(5 * DAY, 90 * DAY, count)
    return np.where(has_duplicate, created, NEVER), np.where(has_duplicate, merged, NEVER)
