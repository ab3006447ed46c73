"""Who belongs to whom: worked by hand, and for any order of the evidence."""

from collections.abc import Sequence
from random import Random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.identity.components import (
    CROWD,
    MERGE,
    NOBODY,
    RULES,
    TORN,
    Evidence,
    resolve,
)

Key = tuple[str, str, str]

# Two customers' own records; everyone else has to be linked.
RECORDS: tuple[Key, ...] = (
    ("account-a", "record", "a"),
    ("person-a", "record", "a"),
    ("account-b", "record", "b"),
    ("person-b", "record", "b"),
    ("account-a", "domain", "a.example"),
    ("account-b", "domain", "b.example"),
    ("person-a", "external_id", "id-a"),
    ("person-b", "external_id", "id-b"),
    ("person-a", "email", "anna@a.example"),
    ("person-b", "email", "bram@b.example"),
    ("person-a", "phone", "+31612345678"),
)


def linked(keys: Sequence[Key], *never: tuple[str, str]) -> dict[str, tuple[str | None, str]]:
    """Customer and rule of everyone who is no record."""
    names = sorted({name for name, _, _ in keys})
    # Customers come first; ids of organizations are those of records.
    spaces = {"record": 0, "merge": 0, "organization": RULES.index("external_id")}
    told = [(spaces.get(rule, RULES.index(rule)), value) for _, rule, value in keys]
    values = sorted(set(told))
    evidence = Evidence(
        np.array([names.index(name) for name, _, _ in keys]),
        np.array([RULES.index(rule) for _, rule, _ in keys]),
        np.array([values.index(key) for key in told]),
    )
    pairs = np.array([[names.index(name) for name in pair] for pair in never], dtype=np.int64)
    first, second = pairs.reshape(-1, 2).T
    found = resolve(len(names), evidence, (first, second))
    fates = {TORN: (None, "ambiguous"), NOBODY: (None, "unlinked")}
    return {
        name: fates.get(customer) or (values[customer][1], RULES[rule])
        for name, customer, rule in zip(names, found.customer, found.rule, strict=True)
        if rule > MERGE or rule < 0
    }


def test_a_customer_is_found_through_a_third_system() -> None:
    survey = [("survey", "external_id", "id-a"), ("survey", "email", "nick@mail.example")]

    found = linked([*RECORDS, *survey, ("desk", "email", "nick@mail.example")])

    assert found == {"survey": ("a", "external_id"), "desk": ("a", "email")}


def test_the_rule_is_the_weakest_on_the_way() -> None:
    caller = [("caller", "email", "new@mail.example"), ("caller", "phone", "+31612345678")]

    found = linked([*RECORDS, *caller, ("survey", "email", "new@mail.example")])

    assert found == {"caller": ("a", "phone"), "survey": ("a", "phone")}


def test_a_stronger_rule_wins() -> None:
    keys = [("desk", "external_id", "id-a"), ("desk", "email", "bram@b.example")]

    found = linked([*RECORDS, *keys])

    assert found == {"desk": ("a", "external_id")}


def test_a_key_of_two_customers_links_nobody() -> None:
    keys = [
        ("account-a", "email", "info@both.example"),
        ("account-b", "email", "info@both.example"),
        ("desk", "email", "info@both.example"),
    ]

    assert linked([*RECORDS, *keys]) == {"desk": (None, "ambiguous")}
    by_domain = linked([*RECORDS, *keys, ("desk", "domain", "b.example")])
    assert by_domain == {"desk": ("b", "domain")}


def test_a_chain_between_two_customers_is_cut_in_the_middle() -> None:
    chain = {
        "near-a": ("anna@a.example", "one@mail.example"),
        "middle": ("one@mail.example", "two@mail.example"),
        "near-b": ("two@mail.example", "bram@b.example"),
    }
    keys = [
        (f"{who} {number}", rule, value)
        for who, addresses in chain.items()
        for number, address in enumerate(addresses)
        for rule, value in (("external_id", who), ("email", address), ("domain", "a.example"))
    ]

    found = linked([*RECORDS, *keys])

    assert found == {
        **dict.fromkeys(("near-a 0", "near-a 1"), ("a", "email")),
        **dict.fromkeys(("middle 0", "middle 1"), (None, "ambiguous")),
        **dict.fromkeys(("near-b 0", "near-b 1"), ("b", "email")),
    }


def test_what_many_have_and_no_record_bears_is_a_placeholder() -> None:
    crowd = [(f"user-{number}", "external_id", "none") for number in range(CROWD + 1)]

    found = linked([*RECORDS, *crowd, ("user-0", "email", "anna@a.example")])

    assert found["user-0"] == ("a", "email")
    assert found["user-1"] == (None, "ambiguous")


def test_a_domain_leads_to_its_owner_and_not_to_a_colleague() -> None:
    colleagues = [
        ("first", "email", "anna@a.example"),
        ("first", "domain", "agency.example"),
        ("second", "domain", "agency.example"),
    ]

    assert linked([*RECORDS, *colleagues])["second"] == (None, "unlinked")


def test_a_declared_pair_is_never_one_customer() -> None:
    keys = [("desk", "email", "anna@a.example"), ("survey", "phone", "+31612345678")]

    found = linked([*RECORDS, *keys], ("desk", "account-a"))

    assert found == {"desk": (None, "unlinked"), "survey": ("a", "phone")}


def test_a_link_that_was_blocked_leaves_the_next_rule_to_decide() -> None:
    keys = [("desk", "email", "anna@a.example"), ("desk", "domain", "b.example")]

    found = linked([*RECORDS, *keys], ("desk", "account-a"))

    assert found == {"desk": ("b", "domain")}


people = st.sampled_from(["one", "two", "three", "four", "five"])
rules = st.sampled_from(["external_id", "email", "phone", "organization", "domain"])
values = st.sampled_from(["id-a", "id-b", "anna@a.example", "bram@b.example", "x", "y", "z"])
evidence = st.lists(
    st.tuples(people, rules, values), min_size=1, max_size=14, unique_by=lambda key: key[:2]
)


@settings(max_examples=60, deadline=None)
@given(evidence, st.randoms(use_true_random=False))
def test_neither_the_order_of_the_evidence_nor_telling_it_twice_matters(
    keys: list[Key], random: Random
) -> None:
    told = [*RECORDS, *keys]

    shuffled = random.sample([*told, *keys], len(told) + len(keys))

    assert linked(shuffled) == linked(told)


@settings(max_examples=60, deadline=None)
@given(evidence)
def test_two_customers_are_never_one(keys: list[Key]) -> None:
    found = linked([*RECORDS, *keys])

    assert not {"account-a", "person-a", "account-b", "person-b"} & set(found)
