"""The months of one chunk of customers, one after the other, as DuckDB tables.

A month's contacts weigh on the mood, the mood on answers and renewals. Nothing here depends on
how far the files have been written: months beyond the last night are simply not written yet.
"""

from dataclasses import dataclass

import duckdb
import numpy as np

from orchestration.demo.agents import hired_agents
from orchestration.demo.columns import stack, to_arrow
from orchestration.demo.contacts import Contacts, month_of_contacts
from orchestration.demo.customers import Customers, joined_customers
from orchestration.demo.events import Events, month_of_events
from orchestration.demo.invitations import Invitations, month_of_invitations
from orchestration.demo.queues import Queue, month_of_queue
from orchestration.demo.subscriptions import (
    Endings,
    Ledger,
    Purchases,
    Terms,
    month_of_purchases,
    month_of_subscriptions,
)
from orchestration.demo.surveys import Responses, month_of_responses
from orchestration.demo.world import DAY, NUMBERS_PER_CHUNK, WARM_UP_MONTHS, Floats, World


@dataclass(frozen=True)
class Simulated:
    """Everything that happens to one chunk of customers."""

    customers: Customers
    terms: Terms
    endings: Endings
    purchases: Purchases
    contacts: Contacts
    queue: Queue
    responses: Responses
    events: Events
    invitations: Invitations


def simulate(world: World, chunk: int, last_month: int) -> Simulated:
    """Live through all months up to one; the same months are the same in every call."""
    customers = joined_customers(world, chunk, last_month)
    ledger = Ledger(customers)
    terms: list[Terms] = []
    endings: list[Endings] = []
    purchases: list[Purchases] = []
    contacts: list[Contacts] = []
    responses: list[Responses] = []
    events: list[Events] = []
    invitations: list[Invitations] = []
    for month in range(-WARM_UP_MONTHS, last_month + 1):
        count = world.joined_by(chunk, month)
        began, ended = month_of_subscriptions(world, chunk, month, customers, ledger, count)
        terms += began
        endings.append(ended)
        purchases.append(month_of_purchases(world, chunk, month, customers, ledger, count))
        if month < 0:
            continue
        contacts.append(_month_of_trouble(world, chunk, month, customers, ledger, count))
        responses.append(month_of_responses(world, chunk, month, customers, ledger, contacts[-1]))
        events.append(
            month_of_events(world, chunk, month, customers, ledger, began, ended, purchases[-1])
        )
        invitations.append(
            month_of_invitations(
                world, chunk, month, customers, ledger, contacts[-1], responses[-1]
            )
        )
    return Simulated(
        customers,
        stack(terms),
        stack(endings),
        stack(purchases),
        stack(contacts),
        stack([month_of_queue(world, chunk, *month) for month in enumerate(contacts)]),
        stack(responses),
        stack(events),
        stack(invitations),
    )


def _month_of_trouble(
    world: World, chunk: int, month: int, customers: Customers, ledger: Ledger, count: int
) -> Contacts:
    rate = _contact_rate(month, customers, ledger, count)
    contacts = month_of_contacts(world, chunk, month, customers, rate)
    _weigh(world, month, customers, ledger, contacts)
    return contacts


def _contact_rate(month: int, customers: Customers, ledger: Ledger, count: int) -> Floats:
    age = month - customers.joined_month[:count]
    rate = 0.58 * customers.contact_rate[:count]
    rate = rate * np.where(customers.is_business[:count], 1.35, 1.0)
    rate = rate * np.where(age <= 2, 1.6, 1.0)
    rate = rate * np.where(customers.is_badly_onboarded[:count] & (age <= 4), 2.0, 1.0)
    fresh = ledger.ended_month[:count] >= month - 1
    is_buying = month - ledger.last_bought[:count] <= 1
    present = np.where(ledger.is_subscribed[:count], 1.0, np.where(is_buying, 1.5, 0.06 * fresh))
    contact_rate: Floats = rate * present
    return contact_rate


def _weigh(
    world: World, month: int, customers: Customers, ledger: Ledger, contacts: Contacts
) -> None:
    """Good contacts mend a little, bad ones weigh; time heals, but trouble is remembered longer."""
    pain = np.where(contacts.is_outbound | contacts.is_spam, 0.0, contacts.pain)
    trouble = np.bincount(contacts.customer, pain, minlength=len(ledger.mood))
    ledger.grievance = 0.85 * ledger.grievance + trouble
    weight = np.where(contacts.is_outbound | contacts.is_spam, 0.0, 0.10 - 0.26 * contacts.pain)
    change = np.bincount(contacts.customer, weight, minlength=len(ledger.mood))
    settling = customers.is_badly_onboarded & (customers.joined_month >= month - 2)
    settling &= customers.joined_month <= month
    shock = 0.45 * (month == world.outage_month) + 0.35 * settling
    ledger.mood = np.clip(0.72 * ledger.mood + change - shock, -3.0, 1.0)


def register(
    connection: duckdb.DuckDBPyConnection,
    world: World,
    chunk: int,
    last_month: int,
    simulated: Simulated,
) -> None:
    """Make the tables visible to SQL as `sim_customers`, `sim_terms` …, by customer number."""
    base = chunk * NUMBERS_PER_CHUNK + 1
    for name, table in simulated.__dict__.items():
        connection.register("arrow", to_arrow(table))
        numbered = f" replace (customer + {base} as customer)" if name != "customers" else ""
        connection.execute(
            f"create or replace temp table sim_{name} as select *{numbered} from arrow"
        )
        connection.unregister("arrow")
    agents = hired_agents(world, world.first_day(last_month + 1) * DAY)
    connection.register("arrow", to_arrow(agents))
    connection.execute("create or replace temp table sim_agents as select * from arrow")
    connection.unregister("arrow")
