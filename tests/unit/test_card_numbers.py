"""Which digits are a card, for the redaction of comments and for the site's check alike."""

import pytest

from orchestration.feedback.redaction import redact
from reports.card_numbers import card_numbers
from reports.site_check import personal_data


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("4111 1111 1111 1111 123 was charged", "[card] 123 was charged"),
        ("4111 1111 1111 1111 12/27 cvv 123", "[card] 12/27 cvv 123"),
        ("4111-1111-1111-1111 12", "[card] 12"),
        ("4111111111111111/12/27", "[card]/12/27"),
        ("2 4111 1111 1111 1111 4111 1111 1111 1111", "2 [card] [card]"),
        ("4111.1111.1111.1111", "[card]"),
        ("4111 - 1111 - 1111 - 1111", "[card]"),
        ("3782 822463 10005 1234", "[card] 1234"),
        ("3056 930902 5904", "[card]"),
        ("6304 0000 0000 0000 000 or 5019 7170 1010 3742", "[card] or [card]"),
        ("2223 0031 2200 3222 12-27", "[card] 12-27"),
        ("41 11 11 11 11 11 11 11", "[card]"),
        ("Visa:4111111111111111.", "Visa:[card]."),
    ],
)
def test_a_card_is_found_among_other_digits(text: str, left: str) -> None:
    assert redact(text).text == left
    assert any("a payment card" in told for told in personal_data(text))


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112 has another check digit",
        "0.4111111111111111 and 4111.111111111111 and 41111111.11111111",
        "4000000000006, a barcode of 13 digits",
        "2000000000000006 and 7000000000000005 are nobody's",
        "SN4111111111111111 INV-4111111111111111 4111111111111111-AB",
        "30-05-2026 10.30.45 30-05-2026 10.30.46",
        "4,111,111,111,111,111",
    ],
)
def test_what_only_resembles_a_card_is_none(text: str) -> None:
    assert list(card_numbers(text)) == []


def test_digits_without_end_are_read_once() -> None:
    looked_at = 0

    class Counted(str):
        """A text that counts what is cut out of it."""

        def __getitem__(self, key: object) -> str:
            nonlocal looked_at
            looked_at += 1
            return str.__getitem__(self, key)  # type: ignore[index]

    def looks(text: str) -> int:
        nonlocal looked_at
        looked_at = 0
        list(card_numbers(Counted(text)))
        return looked_at

    for part in ("4 ", "41 ", "4111 ", "4111-1"):
        assert looks(part * 500) <= 2.1 * looks(part * 250)
