"""What customers pay: terms that renew, grow, shrink and end, and purchases without a contract.

A term is what one order sells: a monthly price from its first to its last day, both inclusive.
One-off buyers follow BG/NBD (buy at their own rate, may drop out after any purchase) with
gamma-gamma spend. Writing these as CRM records lives in vendors/salesforce.py.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.customers import Customers
from orchestration.demo.world import DAY, Bools, Floats, Ints, World, add_months

CONSUMER_PRICES = np.array([12.0, 24.0, 39.0])
BUSINESS_PRICES = np.array([29.0, 45.0, 69.0])
NEW, RENEWAL, ADD_ON, REACTIVATION = range(4)
SEASON = np.array([1.35, 1.0, 1.0, 1.0, 1.0, 0.95, 0.9, 0.9, 1.0, 1.0, 1.1, 1.5])


@dataclass(frozen=True)
class Terms:
    """One row per ordered term or addition to a running term."""

    customer: Ints  # place in the chunk's customers
    spell: Ints  # 1 for the first contract, 2 after the first return …
    sequence: Ints  # of the customer's terms, from 0
    kind: Ints
    first_day: Ints
    last_day: Ints
    price: Floats
    quantity: Ints
    ordered_at: Ints


@dataclass(frozen=True)
class Endings:
    """One row per contract that was not renewed: the churn, on the last day of its last term."""

    customer: Ints
    spell: Ints
    last_day: Ints


@dataclass(frozen=True)
class Purchases:
    """One row per purchase without a contract."""

    customer: Ints
    sequence: Ints
    bought_at: Ints
    amount: Floats
    dice: Ints


class Ledger:
    """What changes about the customers of a chunk from month to month."""

    def __init__(self, customers: Customers) -> None:
        count = len(customers.number)
        self.mood: Floats = np.zeros(count)
        self.grievance: Floats = np.zeros(count)
        self.is_subscribed: Bools = np.zeros(count, dtype=bool)
        self.spell: Ints = np.zeros(count, dtype=np.int64)
        self.terms: Ints = np.zeros(count, dtype=np.int64)
        self.purchases: Ints = np.zeros(count, dtype=np.int64)
        self.plan: Ints = customers.plan.copy()
        self.quantity: Ints = customers.quantity.copy()
        self.last_day: Ints = np.zeros(count, dtype=np.int64)
        self.ended_month: Ints = np.full(count, 10**6)
        self.last_bought: Ints = np.full(count, -(10**6))
        self.has_dropped_out: Bools = np.zeros(count, dtype=bool)

    def is_active(self, count: int, month: int) -> Bools:
        """Whether a customer is on contract or bought within half a year."""
        return self.is_subscribed[:count] | (month - self.last_bought[:count] <= 6)


def month_of_subscriptions(
    world: World, chunk: int, month: int, customers: Customers, ledger: Ledger, count: int
) -> tuple[list[Terms], Endings]:
    """One month of new terms, renewals, additions, returns and endings."""
    draw = world.draws("subscriptions", chunk, month)
    first, after = world.first_day(month), world.first_day(month + 1)
    dice = draw.random((5, count))
    is_new = (customers.joined_month[:count] == month) & customers.is_subscriber[:count]
    is_due = ledger.is_subscribed[:count] & (ledger.last_day[:count] >= first)
    is_due &= ledger.last_day[:count] < after
    is_renewing = is_due & (dice[0] < _renewal_chance(customers, ledger, month, count))
    is_adding = ledger.is_subscribed[:count] & (ledger.last_day[:count] > after + 60)
    is_adding &= dice[1] < 0.02 + 0.01 * np.clip(ledger.mood[:count], -1, 1)
    is_returning = (ledger.ended_month[:count] < month) & (dice[2] < 0.012)

    endings = np.flatnonzero(is_due & ~is_renewing)
    ended = Endings(endings, ledger.spell[endings].copy(), ledger.last_day[endings].copy())
    ledger.is_subscribed[endings] = False
    ledger.ended_month[endings] = month

    _resize(customers, ledger, np.flatnonzero(is_renewing), dice[3])
    day = first + (dice[4] * 28).astype(np.int64)
    joined = customers.joined_at[:count] // DAY
    parts = [
        _begin(customers, ledger, np.flatnonzero(is_new), NEW, joined),
        _begin(
            customers, ledger, np.flatnonzero(is_renewing), RENEWAL, ledger.last_day[:count] + 1
        ),
        _add(customers, ledger, np.flatnonzero(is_adding & ~is_renewing), day),
        _begin(customers, ledger, np.flatnonzero(is_returning), REACTIVATION, day),
    ]
    return parts, ended


def _renewal_chance(customers: Customers, ledger: Ledger, month: int, count: int) -> Floats:
    is_yearly = customers.term_months[:count] == 12
    mood = np.clip(customers.temper[:count] + ledger.mood[:count], -2.5, 1.0)
    age = month - customers.joined_month[:count]
    is_settling = customers.is_badly_onboarded[:count] & (age <= 4)
    logit = np.where(is_yearly, 4.4, 6.5) + np.where(is_yearly, 2.2, 2.0) * mood
    logit -= 1.2 * np.minimum(ledger.grievance[:count], 6.0)
    chance: Floats = 1 / (1 + np.exp(-(logit - 1.9 * is_settling)))
    return chance


def _resize(customers: Customers, ledger: Ledger, who: Ints, dice: Floats) -> None:
    """Renewing customers sometimes take more or less than before."""
    die = dice[who]
    weight = np.where(customers.term_months[who] == 12, 6.0, 1.0)
    grow = die < 0.014 * weight
    shrink = die > 1 - (0.009 + 0.006 * (ledger.mood[who] < -0.3)) * weight
    is_business = customers.is_business[who]
    step = np.maximum(1, ledger.quantity[who] // 5)
    change = step * (grow.astype(np.int64) - shrink.astype(np.int64))
    ledger.quantity[who] = np.where(
        is_business, np.maximum(1, ledger.quantity[who] + change), ledger.quantity[who]
    )
    plan = np.clip(ledger.plan[who] + grow.astype(np.int64) - shrink.astype(np.int64), 0, 2)
    ledger.plan[who] = np.where(is_business, ledger.plan[who], plan)


def _prices(customers: Customers, ledger: Ledger, who: Ints) -> Floats:
    return np.where(
        customers.is_business[who],
        BUSINESS_PRICES[ledger.plan[who]],
        CONSUMER_PRICES[ledger.plan[who]],
    )


def _begin(customers: Customers, ledger: Ledger, who: Ints, kind: int, days: Ints) -> Terms:
    first_day = days[who]
    if kind != RENEWAL:
        ledger.spell[who] += 1
        ledger.ended_month[who] = 10**6
    ledger.last_day[who] = add_months(first_day, customers.term_months[who]) - 1
    ledger.is_subscribed[who] = True
    # A renewal is ordered a few days ahead; anything else on the day, and never before joining.
    lead = (1 + customers.dice[who] % 5) if kind == RENEWAL else np.zeros(len(who), dtype=np.int64)
    second = 9 * 3600 + customers.dice[who] % 30_000
    ordered_at = np.maximum((first_day - lead) * DAY + second, customers.joined_at[who] + 600)
    return _terms(customers, ledger, who, kind, first_day, ledger.quantity[who], ordered_at)


def _add(customers: Customers, ledger: Ledger, who: Ints, days: Ints) -> Terms:
    extra = np.where(customers.is_business[who], 1 + customers.dice[who] % 4, 1)
    second = 9 * 3600 + customers.dice[who] % 30_000
    terms = _terms(customers, ledger, who, ADD_ON, days[who], extra, days[who] * DAY + second)
    ledger.quantity[who] += extra
    return terms


def _terms(
    customers: Customers,
    ledger: Ledger,
    who: Ints,
    kind: int,
    first_day: Ints,
    quantity: Ints,
    ordered_at: Ints,
) -> Terms:
    terms = Terms(
        customer=who,
        spell=ledger.spell[who].copy(),
        sequence=ledger.terms[who].copy(),
        kind=np.full(len(who), kind),
        first_day=first_day,
        last_day=ledger.last_day[who].copy(),
        price=_prices(customers, ledger, who),
        quantity=quantity.copy(),
        ordered_at=ordered_at,
    )
    ledger.terms[who] += 1
    return terms


def month_of_purchases(
    world: World, chunk: int, month: int, customers: Customers, ledger: Ledger, count: int
) -> Purchases:
    """One month of purchases: the first on joining, later ones until the buyer drops out."""
    draw = world.draws("purchases", chunk, month)
    first = world.first_day(month)
    season = SEASON[(world.start.month - 1 + month) % 12]
    buys = draw.poisson(customers.purchase_rate[:count] * season)
    until_dropout = draw.geometric(customers.dropout[:count])
    joined_now = customers.joined_month[:count] == month
    buys = np.where(joined_now, 0, buys)
    made = np.minimum(buys, until_dropout)
    is_buyer = ~customers.is_subscriber[:count]
    made = np.where(is_buyer & ~ledger.has_dropped_out[:count], made, 0)
    drops = (until_dropout <= buys) | (
        joined_now & (draw.random(count) < customers.dropout[:count])
    )
    ledger.has_dropped_out[:count] |= drops & is_buyer
    made = made + (joined_now & is_buyer)
    who = np.repeat(np.arange(count), made)
    nth = np.arange(len(who)) - np.repeat(np.cumsum(made) - made, made)
    length = (world.first_day(month + 1) - first) * DAY
    bought_at = first * DAY + draw.integers(6 * 3600, length, len(who))
    bought_at = np.where(joined_now[who], customers.joined_at[who] + 900, bought_at)
    purchases = Purchases(
        customer=who,
        sequence=ledger.purchases[who] + nth,
        bought_at=bought_at,
        amount=np.maximum(5.0, np.round(draw.gamma(6.25, customers.spend[who]), 2)),
        dice=draw.integers(0, 2**31, len(who)),
    )
    ledger.purchases[:count] += made
    ledger.last_bought[:count] = np.where(made > 0, month, ledger.last_bought[:count])
    return purchases
