"""Which customer each name belongs to: connected components, the strongest rule first.

Numbers in, numbers out: identities, keys and customers are indexes into the caller's lists. The
result depends on what is known, never on the order in which it comes (DECISIONS D130).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

RULES = ("record", "merge", "declared", "external_id", "email", "phone", "organization", "domain")
RECORD, MERGE, DECLARED, EXTERNAL_ID, EMAIL, PHONE, ORGANIZATION, DOMAIN = range(len(RULES))
MUTUAL = (DECLARED, EXTERNAL_ID, EMAIL, PHONE)
"""Rules whose key stands for one person: whoever has it in common is the same customer's."""
ONE_WAY = (ORGANIZATION, DOMAIN)
"""Rules that lead from a person to a customer's own record, and from nobody to anybody else."""

CROWD = 10
"""A key that no customer's record bears and more names have is a placeholder, such as 0000.

One person has a name or two in each system; a household or an inbox a few more.
"""

NOBODY, TORN = -1, -2
_NONE = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Evidence:
    """One element per identity and key; a key of a record's own is a customer.

    Attributes:
        identity: Who has the key.
        rule: Index into RULES, the stronger the smaller.
        key: The key, numbered over all rules but the records' own; there, the customer.
    """

    identity: Ints
    rule: Ints
    key: Ints


@dataclass(frozen=True)
class Resolution:
    """One element per identity.

    Attributes:
        customer: The customer; NOBODY when there is none, TORN between several.
        rule: The weakest rule on the way to the customer; NOBODY without one.
        own_rule: The rule of the key by which the identity itself hangs on to the way.
        own_key: That key.
    """

    customer: Ints
    rule: Ints
    own_rule: Ints
    own_key: Ints


def resolve(identities: int, evidence: Evidence, never: tuple[Ints, Ints]) -> Resolution:
    """Find the customer of every identity.

    Rule by rule, from the strongest to the weakest, whoever shares a key becomes one group. Two
    customers are never one: a key that both have links nobody, and who hangs between two by
    different keys goes to the nearer one or, at equal distance, to none.

    Args:
        identities: How many there are.
        evidence: What is known of them.
        never: Pairs of identities; the first lets go of what leads it to the second's customer.
    """
    is_used = np.ones(len(evidence.identity), dtype=bool)
    while True:
        known = Evidence(evidence.identity[is_used], evidence.rule[is_used], evidence.key[is_used])
        found = _resolve(identities, known)
        wrong = _forbidden(found, known, never)
        if not wrong.any():
            return found
        is_used[np.flatnonzero(is_used)[wrong]] = False


def _forbidden(found: Resolution, known: Evidence, never: tuple[Ints, Ints]) -> Bools:
    """The evidence that links the first of a pair to the customer of the second."""
    first, second = never
    is_same = (found.customer[first] >= 0) & (found.customer[first] == found.customer[second])
    is_cut = np.zeros((len(found.customer), len(RULES)), dtype=bool)
    is_cut[first[is_same], found.own_rule[first[is_same]]] = True
    is_cut[:, [RECORD, MERGE]] = False
    wrong: Bools = is_cut[known.identity, known.rule]
    return wrong


def _resolve(identities: int, known: Evidence) -> Resolution:
    is_record = known.rule <= MERGE
    customers = int(known.key[is_record].max(initial=NOBODY)) + 1
    # Groups are numbered as the customers, then as the identities that have none yet.
    group = customers + np.arange(identities, dtype=np.int64)
    group[known.identity[is_record]] = known.key[is_record]
    rule = np.full(identities, NOBODY, dtype=np.int64)
    rule[known.identity[is_record]] = known.rule[is_record]
    is_torn = np.zeros(customers + identities, dtype=bool)
    holds, is_refused = is_record.copy(), np.zeros(len(known.rule), dtype=bool)
    for level in (*MUTUAL, *ONE_WAY):
        rows = np.flatnonzero(known.rule == level)
        rows = rows[~is_torn[group[known.identity[rows]]]]
        if not len(rows):
            continue
        step = _join if level in MUTUAL else _follow
        holds[rows], is_refused[rows], becomes, torn = step(known, rows, group, customers)
        is_torn[torn] = True
        rule[(becomes[group] < customers) & (group >= customers)] = level
        group = becomes[group]
    is_doubtful = is_torn[group]
    is_doubtful[known.identity[is_refused]] = True
    customer = np.where(group < customers, group, np.where(is_doubtful, TORN, NOBODY))
    return Resolution(customer, rule, *_own_keys(known, holds, rule))


def _own_keys(known: Evidence, holds: Bools, rule: Ints) -> tuple[Ints, Ints]:
    """Of each linked identity's keys that hold: one of the rule itself, else the strongest."""
    rows = np.flatnonzero(holds & (known.rule <= rule[known.identity]))
    keys = int(known.key.max(initial=0)) + 1
    is_other = known.rule[rows] != rule[known.identity[rows]]
    score = (is_other * len(RULES) + known.rule[rows]) * keys + known.key[rows]
    best = np.full(len(rule), _NONE)
    np.minimum.at(best, known.identity[rows], score)
    has_key = best < _NONE
    return (
        np.where(has_key, best // keys % len(RULES), NOBODY),
        np.where(has_key, best % keys, NOBODY),
    )


Step = tuple[Bools, Bools, Ints, Ints]
"""Which rows hold, which lead to several customers, what groups become, and which are torn."""


def _join(known: Evidence, rows: Ints, group: Ints, customers: int) -> Step:
    """Make one group of those who share a key."""
    groups, g = np.unique(group[known.identity[rows]], return_inverse=True)
    keys, k = np.unique(known.key[rows], return_inverse=True)
    labels = np.where(groups < customers, groups, NOBODY)
    at_key = _agreed(k, labels[g], len(keys))
    is_borne = np.bincount(k[_is_of_record(known)[rows]], minlength=len(keys)) > 0
    is_crowd = (np.bincount(k, minlength=len(keys)) > CROWD) & ~is_borne
    holds = ~(is_crowd | (at_key == TORN))[k]
    part = _connected(g[holds], k[holds], len(groups), len(keys))
    # Customers come before groups that have none: the first of a part is its customer.
    new = groups[part]
    is_contested = (_agreed(part, labels, len(groups)) == TORN)[part]
    inside = is_contested[g] & holds
    if inside.any():
        nearest, leads_to = _nearest(g[inside], k[inside], labels)
        new = np.where(is_contested, np.where(nearest >= 0, nearest, groups), new)
        holds[inside] = leads_to[k[inside]] == new[g[inside]]
    becomes = np.arange(customers + len(group))
    becomes[groups] = new
    torn = groups[is_contested & (new >= customers)]
    return holds, ~holds, becomes, torn


def _connected(group: Ints, key: Ints, groups: int, keys: int) -> Ints:
    """The first group of the component of each: the least spreads over keys, then by itself."""
    first = np.arange(groups)
    while True:
        at_key = np.full(keys, groups)
        np.minimum.at(at_key, key, first[group])
        least = first.copy()
        np.minimum.at(least, group, at_key[key])
        # A group that another follows has often found a smaller one itself.
        least = least[least]
        if np.array_equal(least, first):
            return first
        first = least


def _nearest(group: Ints, key: Ints, labels: Ints) -> tuple[Ints, Ints]:
    """Spread customers over parts that have several, step by step, until nothing moves.

    Returns:
        The customer of each group, and the one customer of each key.
    """
    label, keys = labels.copy(), int(key.max()) + 1
    while True:
        at_key = _agreed(key, label[group], keys)
        offered = _agreed(group, at_key[key], len(label))
        moves = (label == NOBODY) & (offered != NOBODY)
        if not moves.any():
            return label, _agreed(key, np.where(label < 0, NOBODY, label)[group], keys)
        label[moves] = offered[moves]


def _follow(known: Evidence, rows: Ints, group: Ints, customers: int) -> Step:
    """Give those without a customer the one whose own record bears their key."""
    becomes = np.arange(customers + len(group))
    bears = EXTERNAL_ID if known.rule[rows[0]] == ORGANIZATION else DOMAIN
    own = np.flatnonzero((known.rule == bears) & _is_of_record(known))
    keys = int(known.key.max()) + 1
    owner = _agreed(known.key[own], group[known.identity[own]], keys)[known.key[rows]]
    seeker = group[known.identity[rows]]
    seeks = (seeker >= customers) & (owner >= 0)
    agreed = _agreed(seeker[seeks], owner[seeks], len(becomes))
    finds = agreed >= 0
    becomes[finds] = agreed[finds]
    return seeks & (owner == agreed[seeker]), owner == TORN, becomes, np.flatnonzero(agreed == TORN)


def _is_of_record(known: Evidence) -> Bools:
    """Which evidence is about the own record of a customer."""
    is_record = np.zeros(int(known.identity.max()) + 1, dtype=bool)
    is_record[known.identity[known.rule <= MERGE]] = True
    of_record: Bools = is_record[known.identity]
    return of_record


def _agreed(place: Ints, label: Ints, places: int) -> Ints:
    """The one label at each place: NOBODY if there is none, TORN if there are several."""
    has_label = label != NOBODY
    low, high = np.full(places, _NONE), np.full(places, TORN - 1)
    np.minimum.at(low, place[has_label], label[has_label])
    np.maximum.at(high, place[has_label], label[has_label])
    agreed: Ints = np.where(high < TORN, NOBODY, np.where(low == high, high, TORN))
    return agreed
