"""What customers do in the shop and the app: journeys with their steps, and other visits.

A journey's steps are planned at once; which step is the last follows from how well the customer
was taken in, from chance and from the outage. What really was bought or renewed is taken from the
simulation. Writing these as a customer data platform's messages lives in vendors/segment.py.
"""

from dataclasses import dataclass

import numpy as np

from orchestration.demo.columns import stack, take
from orchestration.demo.customers import Customers
from orchestration.demo.subscriptions import ADD_ON, RENEWAL, Endings, Ledger, Purchases, Terms
from orchestration.demo.world import DAY, NEVER, Bools, Floats, Ints, World

NOTHING, ONBOARDING, PURCHASE, RENEWING = range(4)
JOURNEYS = ("", "onboarding", "purchase", "renewal")
EVENTS = (
    "Signed Up", "Profile Completed", "Product Connected", "First Routine Run",
    "Product List Viewed", "Product Added", "Checkout Started", "Order Completed",
    "Renewal Offer Viewed", "Plan Reviewed", "Renewal Confirmed",
    "App Opened", "Help Article Viewed",
)  # fmt: skip
SIGN_UP, BROWSE, OFFER, APP, HELP = 0, 4, 8, 11, 12
COMPLETIONS = (3, 7, 10)
WINDOW_DAYS = (0, 30, 7, 45)
NUMBERS_PER_MONTH = 400_000
NOBODY = -1


@dataclass(frozen=True)
class Events:
    """One row per event; whose journey it belongs to is the truth, which no message tells."""

    number: Ints
    customer: Ints  # place in the chunk's customers; NOBODY for visitors who never sign in
    visitor: Ints  # number of a visitor who never signs in; 0 for people
    journey: Ints
    attempt: Ints  # number of the journey begun; 0 for visits that belong to none
    event: Ints
    happened_at: Ints
    is_signed_in: Bools
    is_app: Bools
    delay: Ints  # seconds until the device could send it
    repeated_after: Ints  # seconds until it was sent once more; NEVER if it was not
    dice: Ints


def month_of_events(
    world: World,
    chunk: int,
    month: int,
    customers: Customers,
    ledger: Ledger,
    renewed: list[Terms],
    ended: Endings,
    bought: Purchases,
) -> Events:
    """All events of the journeys that are decided in a month, and its other visits."""
    draw = world.draws("events", chunk, month)
    count = world.joined_by(chunk, month)
    terms = stack(renewed)
    parts = [
        _onboarding(draw, month, customers, count),
        _orders(draw, customers, terms, bought),
        _unfinished(world, draw, month, customers, ledger, count, terms, bought),
        _renewals(world, draw, customers, terms, ended),
        _visits(world, draw, month, ledger, count),
    ]
    # Numbers of attempts are unique in their part; the parts share one range.
    events = stack(
        [
            Events(
                **(part.__dict__ | {"attempt": np.where(part.attempt > 0, part.attempt * 5 + n, 0)})
            )
            for n, part in enumerate(parts)
        ]
    )
    base = (month * world.chunks + chunk) * NUMBERS_PER_MONTH + 1
    numbers = {
        "number": base + np.arange(len(events.number)),
        "attempt": np.where(events.attempt > 0, base + events.attempt, 0),
        "visitor": np.where(events.visitor > 0, base + events.visitor, 0),
    }
    return Events(**(events.__dict__ | numbers))


def _onboarding(draw: np.random.Generator, month: int, customers: Customers, count: int) -> Events:
    who = np.flatnonzero(customers.joined_month[:count] == month)
    is_bad = customers.is_badly_onboarded[who, None]
    stays = np.where(is_bad, [[0.86, 0.8, 0.74]], [[0.985, 0.975, 0.965]])
    hours = np.where(is_bad, [[1.0, 40.0, 90.0]], [[0.3, 14.0, 40.0]])
    gaps = 120 + hours * 3600 * np.exp(draw.normal(0, 0.8, (len(who), 3)))
    last = _last_step(draw.random((len(who), 3)) < stays)
    return _journeys(
        draw, customers, ONBOARDING, SIGN_UP, who, customers.joined_at[who] + 240, gaps, last
    )


def _orders(
    draw: np.random.Generator, customers: Customers, terms: Terms, bought: Purchases
) -> Events:
    """Every order but those of a day with an earlier one: they came by telephone."""
    adding = terms.kind == ADD_ON
    who = np.concatenate([bought.customer, terms.customer[adding]])
    at = np.concatenate([bought.bought_at, terms.ordered_at[adding]])
    order = np.lexsort((at, who))
    who, at = who[order], at[order]
    is_close = np.zeros(len(who), dtype=bool)
    is_close[1:] = (who[1:] == who[:-1]) & (np.diff(at) < DAY)
    who, at = who[~is_close], at[~is_close]
    gaps = 60 + np.round(draw.exponential([240.0, 400.0, 150.0], (len(who), 3)))
    start = at - gaps.sum(axis=1).astype(np.int64)
    return _journeys(draw, customers, PURCHASE, BROWSE, who, start, gaps, np.full(len(who), 3))


def _unfinished(
    world: World,
    draw: np.random.Generator,
    month: int,
    customers: Customers,
    ledger: Ledger,
    count: int,
    terms: Terms,
    bought: Purchases,
) -> Events:
    """Baskets left behind by customers who order nothing that month, and visitors nobody knows."""
    is_ordering = np.zeros(count, dtype=bool)
    is_ordering[bought.customer] = True
    is_ordering[terms.customer[terms.kind == ADD_ON]] = True
    rate = 0.022 * (2.0 if month == world.outage_month else 1.0)
    tries = ledger.is_active(count, month) & ~is_ordering & (draw.random(count) < rate)
    known = np.flatnonzero(tries & (customers.joined_month[:count] < month))
    unknown = np.full(draw.poisson(0.006 * count), NOBODY)
    who = np.concatenate([known, unknown])
    # Whoever leaves a basket behind has seven days within the month to come back, and does not.
    at = (world.first_day(month) + draw.integers(1, 20, len(who))) * DAY
    at = at + draw.integers(6 * 3600, 21 * 3600, len(who))
    gaps = 60 + np.round(draw.exponential([240.0, 400.0, 150.0], (len(who), 3)))
    last = draw.choice(3, len(who), p=[0.3, 0.3, 0.4])
    last = np.where((who == NOBODY) & (draw.random(len(who)) < 0.5), 3, last)
    return _journeys(draw, customers, PURCHASE, BROWSE, who, at, gaps, last)


def _renewals(
    world: World,
    draw: np.random.Generator,
    customers: Customers,
    terms: Terms,
    ended: Endings,
) -> Events:
    """Yearly terms: the offer comes some weeks before the end; who leaves stops on the way."""
    is_yearly = customers.term_months == 12
    renewed = take(terms, (terms.kind == RENEWAL) & is_yearly[terms.customer])
    left = take(ended, is_yearly[ended.customer])
    who = np.concatenate([renewed.customer, left.customer])
    due = np.concatenate([renewed.first_day, left.last_day + 1]) * DAY
    start = due - draw.integers(20, 30, len(who)) * DAY + draw.integers(7, 19, len(who)) * 3600
    end = np.concatenate([renewed.ordered_at, due[len(renewed.customer) :] - 3 * DAY])
    share = draw.uniform(0.3, 0.9, len(who))
    gaps = np.stack([(end - start) * share, (end - start) * (1 - share)], axis=1)
    gone = draw.integers(0, 2, len(left.customer))
    last = np.concatenate([np.full(len(renewed.customer), 2), gone])
    # An offer that came before the shop was measured would make a journey without a beginning.
    seen = start >= world.first_day(0) * DAY
    return _journeys(
        draw, customers, RENEWING, OFFER, who[seen], start[seen], gaps[seen], last[seen]
    )


def _visits(
    world: World, draw: np.random.Generator, month: int, ledger: Ledger, count: int
) -> Events:
    times = draw.poisson(np.where(ledger.is_active(count, month), 2.0, 0.05))
    who = np.repeat(np.arange(count), times)
    first, after = world.first_day(month) * DAY, world.first_day(month + 1) * DAY
    at = draw.integers(first, after, len(who)) // DAY * DAY + draw.integers(6, 22, len(who)) * 3600
    event = np.where(draw.random(len(who)) < 0.85, APP, HELP)
    nothing = np.zeros(len(who), dtype=np.int64)
    is_known = np.ones(len(who), dtype=bool)
    at = at + draw.integers(0, 3600, len(who))
    return _sent(draw, who, nothing, nothing, NOTHING, event, at, is_known, event == APP)


def _last_step(stays: Bools) -> Ints:
    steps: Ints = np.cumprod(stays, axis=1).sum(axis=1)
    return steps


def _journeys(
    draw: np.random.Generator,
    customers: Customers,
    journey: int,
    first_event: int,
    who: Ints,
    start: Ints,
    gaps: Floats,
    last: Ints,
) -> Events:
    """Journeys as rows of events: step n follows its gap after step n − 1, up to the last."""
    count, steps = len(who), gaps.shape[1] + 1
    waited = np.concatenate([np.zeros((count, 1)), np.cumsum(gaps, axis=1)], axis=1)
    at = (start[:, None] + waited).astype(np.int64)
    step = np.broadcast_to(np.arange(steps), (count, steps))
    nth = np.broadcast_to(np.arange(1, count + 1)[:, None], (count, steps))
    place, number, moment = (a[step <= last[:, None]] for a in (nth - 1, step, at))
    is_app = (draw.random(count) < 0.35)[place]
    # Who looks around has often not signed in yet, and nobody has before signing up.
    is_signed_in = (draw.random(len(place)) < np.where(number == 0, 0.7, 0.97)) | (number == 3)
    if journey != PURCHASE:
        is_signed_in[:] = True
    joined = customers.joined_at[who[place]]
    is_signed_in &= (who[place] != NOBODY) & (moment > joined)
    visitor = np.where(who[place] == NOBODY, place + 1, 0)
    event = first_event + number
    return _sent(draw, who[place], visitor, place + 1, journey, event, moment, is_signed_in, is_app)


def _sent(
    draw: np.random.Generator,
    customer: Ints,
    visitor: Ints,
    attempt: Ints,
    journey: int,
    event: Ints,
    happened_at: Ints,
    is_signed_in: Bools,
    is_app: Bools,
) -> Events:
    """Add how each event reached the platform: at once, days late, or twice."""
    count = len(customer)
    is_late = draw.random(count) < np.where(is_app, 0.12, 0.01)
    late = np.minimum(draw.exponential(20 * 3600, count), 4 * DAY).astype(np.int64)
    again = 60 + draw.exponential(8 * 3600, count).astype(np.int64)
    return Events(
        number=np.zeros(count, dtype=np.int64),
        customer=customer,
        visitor=visitor,
        journey=np.full(count, journey),
        attempt=attempt,
        event=event,
        happened_at=happened_at,
        is_signed_in=is_signed_in,
        is_app=is_app,
        delay=np.where(is_late, 300 + late, 1),
        repeated_after=np.where(draw.random(count) < 0.02, again, NEVER),
        dice=draw.integers(0, 2**31, count),
    )
