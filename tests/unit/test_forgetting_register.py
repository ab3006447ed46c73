"""Identifiers within texts: however they are written, and nothing that only looks like one."""

from pathlib import Path
from time import perf_counter

import pytest

from orchestration.forgetting.register import PERSONS, Register

KNOWN = (
    "+31612345678",
    "o'brien@example.com",
    "müller@example.de",
    "ann@example.com",
    "100000001",
    "AB-2024-77",
    "12345678901234567890",
)


@pytest.fixture(scope="module")
def register() -> Register:
    found = Register(Path(), b"salt")
    for told in KNOWN:
        found.add(PERSONS, "", told)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "call {} now",
        "({})",
        "a={}&b=2",
        "'{}'",
        "was {}.",
        "{}, 2024-01-01 10:00:00",
        "mailto:{}",
    ],
)
@pytest.mark.parametrize("told", KNOWN)
def test_an_identifier_is_replaced_in_a_text(register: Register, told: str, text: str) -> None:
    gone = str(register.stand_in(told))

    assert register.without_names(text.format(told)) == text.format(gone)
    assert register.without_names(text.format(gone)) == text.format(gone)


@pytest.mark.parametrize("told", ["+31 6 12345678", "+31 (6) 1234-5678", "31612345678"])
def test_a_telephone_number_is_one_however_it_is_written(register: Register, told: str) -> None:
    assert told not in register.without_names(f"5 calls, {told}")
    assert register.stand_in("+31 6 12345678") == register.stand_in("+31612345678")


def test_an_umlaut_may_be_written_as_two_characters(register: Register) -> None:
    assert "ller" not in register.without_names("ask mu\u0308ller@example.de")


@pytest.mark.parametrize("told", ["ORD-100000001", "ORD_100000001-7", "to/100000001/5"])
def test_an_identifier_within_another_is_replaced(register: Register, told: str) -> None:
    assert "100000001" not in register.without_names(told)


@pytest.mark.parametrize(
    "text",
    [
        "1000000010 and x100000001",
        "2024-01-01 10:00:00",
        "joann@example.com",
        "x+ann@example.com",
        "ann@example.com.au",
        "+31 6 12345679",
    ],
)
def test_what_names_another_stays(register: Register, text: str) -> None:
    assert register.without_names(text) == text


@pytest.mark.parametrize("piece", ["x", "1", "1 ", "x.", "@", "a@", "-", "'"])
def test_a_long_text_takes_no_longer_than_its_length(register: Register, piece: str) -> None:
    began = perf_counter()

    register.without_names(piece * 50_000)

    assert perf_counter() - began < 3
