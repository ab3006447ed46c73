"""A sieve may let through too much, and never too little: what the register finds comes through."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orchestration.forgetting.register import PERSONS, RECORDS, Register
from orchestration.forgetting.sieve import Sieve
from orchestration.forgetting.sifting import sifted

IDENTIFIERS = (
    "ann@example.com",
    "o'neil+tag@müller.example",
    "001Qk0aZ000003MIEQ",
    "001Qk0aZ000003N",
    "+31 6 12345678",
    "0201234567",
    "ab-12345678",
    "4711.0",
    "C42",
    "usr_90210abc",
)
# How it may be written elsewhere.
SPELLINGS = (
    *IDENTIFIERS,
    "Ann@Example.COM",
    "O'NEIL+tag@mu\u0308ller.example",
    "001Qk0aZ000003M",
    "001Qk0aZ000003NIEQ",
    "31-6-1234 5678",
    "020 123 45 67",
    "(020) 1234567",
    "4711",
    "4711.00",
)
BETWEEN = st.sampled_from([*" \n\t,;:/.'\"-_()=+\\x0é0", "\u0301", "mailto:", "n", "<b>", ""])
# More of them in one text than are looked for one by one.
RECORD_KEYS = [f"k{number}" for number in range(50)]
SPACES = ("desk/people", "")


@pytest.fixture(scope="module")
def register() -> Register:
    found = Register(Path(), b"salt")
    found.sift()
    for told in IDENTIFIERS:
        found.add(PERSONS, "", told)
        found.add(PERSONS, "desk/people", told)
    for key in RECORD_KEYS:
        found.add(RECORDS, "desk/tickets", key)
    return found


def lets_through(register: Register, text: str) -> bool:
    """As it is, and as a line of a longer text."""
    assert register.sieve is not None
    told = register.sieve.lets_through(text.encode())
    for others in ([], [" ".join(RECORD_KEYS)]):
        lines = [text, "of nobody", text, *others]
        found = [is_told for _, is_told in sifted(enumerate(lines), register.sieve)]
        assert found[:3] == [told, False, told]
    return told


@given(parts=st.lists(st.one_of(BETWEEN, st.sampled_from(SPELLINGS)), min_size=1, max_size=8))
def test_what_the_register_finds_comes_through(register: Register, parts: list[str]) -> None:
    text = "".join(parts)
    is_found = register.without_names(text) != text or register.is_person(SPACES, text)

    if is_found:
        assert lets_through(register, text)
        assert lets_through(register, json.dumps({"body": text}))
        assert lets_through(register, json.dumps({"body": f"\n{text}"}, ensure_ascii=False))


@pytest.mark.parametrize("told", SPELLINGS)
def test_every_spelling_is_found_and_comes_through(register: Register, told: str) -> None:
    assert register.is_person(SPACES, told) or register.without_names(told) != told
    assert lets_through(register, f"yours,{told},bye")


@pytest.mark.parametrize(
    "number", ["1.0000000042E10", "1.0000000042E+10", "10000000042", "10000000042.0"]
)
def test_a_number_with_an_exponent_comes_through(number: str) -> None:
    register = Register(Path(), b"salt")
    register.sift()
    register.add(RECORDS, "desk/tickets", 10000000042)

    record = f'{{"ticket_id": {number}, "body": "x"}}'
    assert register.is_record("desk/tickets", json.loads(record)["ticket_id"])
    assert lets_through(register, record)


@pytest.mark.parametrize(
    "text",
    ["ann@example.org", "bob@example.com", "001Qk0aZ000009M", "47 11", "31 6 12345679", "C4"],
)
def test_what_names_another_does_not_come_through(register: Register, text: str) -> None:
    assert not lets_through(register, f"yours,{text},bye")


def test_an_identifier_without_a_latin_letter_lets_everything_through() -> None:
    sieve = Sieve()
    sieve.add("安", is_person=True)

    assert sieve.lets_through(b"anything")


def test_what_is_learned_from_a_line_is_looked_for_in_those_that_follow() -> None:
    register = Register(Path(), b"salt")
    register.sift()
    register.add(PERSONS, "", "ann@example.com")
    lines = ["7: hello", "7: of ann@example.com", "8: hello", "7: again"]

    told = []
    for number, is_let_through in sifted(enumerate(lines), register.sieve):
        told.append(is_let_through)
        if number == 1:
            register.add(RECORDS, "desk/tickets", "7")

    assert told == [False, True, False, True]


def test_stand_ins_of_those_forgotten_before_come_through(tmp_path: Path) -> None:
    register = Register(tmp_path, b"salt")
    register.add(PERSONS, "", "bob@example.com")
    gone = str(register.stand_in("bob@example.com"))

    register.sift(besides=["zendesk:comment:7"])

    assert lets_through(register, f"from {gone}")
    assert lets_through(register, "zendesk:comment:7")
    assert not lets_through(register, "zendesk:comment:8")
