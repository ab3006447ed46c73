"""Where numbers of payment cards stand in a text.

A card is told by its first digits, how many there are and its check digit. Redaction takes what
is found here out of comments, and the site's check refuses it on pages.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

from reports.named_numbers import is_number_of_a_thing

_GAP = r"[ \u00a0._/‐-―−-]{1,3}"
_RUN = re.compile(rf"\d(?:(?:{_GAP})?\d){{13,}}+")
_DIGITS = re.compile(r"\d+")
# SN4111, INV-4111, 0.4111; 4111B, 4111-AB.
_IS_BEHIND_MORE = re.compile(r"(?:[^\W\d_]-?|\d[.,])$")
_IS_BEFORE_MORE = re.compile(r"-?[^\W\d_]")
# First four digits, from and to, and the lengths in use (ISO/IEC 7812, as the schemes publish
# them). Visa's cards of 13 digits are history, and look like the barcode of any German article.
_ISSUED: Final = (
    (2221, 2720, (16,)),
    (3000, 3059, (14, 16, 17, 18, 19)),
    (3095, 3095, (14, 16, 17, 18, 19)),
    (3400, 3499, (15,)),
    (3528, 3589, (16, 17, 18, 19)),
    (3600, 3699, (14, 15, 16, 17, 18, 19)),
    (3700, 3799, (15,)),
    (3800, 3999, (14, 16, 17, 18, 19)),
    (4000, 4999, (16, 19)),
    (5000, 5099, (16, 17, 18, 19)),
    (5100, 5599, (16,)),
    (5600, 5899, (16, 17, 18, 19)),
    (6000, 6999, (16, 17, 18, 19)),
)
_SHORTEST, _LONGEST = 14, 19


def card_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the cards of a text begin and end, whatever digits stand around them."""
    for run in _RUN.finditer(text):
        groups = [found.span() for found in _DIGITS.finditer(text, *run.span())]
        place = 0
        while place < len(groups):
            count = _groups_of_card(text, groups[place : place + _LONGEST])
            # Nobody writes an order's number in the groups of a card.
            is_named = count == 1 and is_number_of_a_thing(text, groups[place][0])
            if count and not is_named:
                yield groups[place][0], groups[place + count - 1][1]
            place += count or 1


def _groups_of_card(text: str, groups: list[tuple[int, int]]) -> int:
    """How many of these groups of digits, from the first, are the longest card; 0 if none."""
    start = groups[0][0]
    if _IS_BEHIND_MORE.search(text[max(0, start - 2) : start]):
        return 0
    sizes = list(accumulate(end - start for start, end in groups))
    for count in range(bisect_right(sizes, _LONGEST), bisect_left(sizes, _SHORTEST), -1):
        card = groups[:count]
        if (
            _is_written(text, card)
            and _is_issued("".join(text[slice(*group)] for group in card))
            and not _IS_BEFORE_MORE.match(text, card[-1][1])
        ):
            return count
    return 0


def _is_issued(digits: str) -> bool:
    from stdnum import luhn

    first, length = int(digits[:4]), len(digits)
    is_known = any(low <= first <= high and length in sizes for low, high, sizes in _ISSUED)
    return is_known and bool(luhn.is_valid(digits))


def _is_written(text: str, groups: list[tuple[int, int]]) -> bool:
    """Whether a card is written in such groups: dates and decimal numbers are not."""
    sizes = [end - start for start, end in groups]
    if len(groups) == 2 and text[groups[0][1] : groups[1][0]] == ".":
        return False
    return len(set(sizes)) == 1 or (sizes[0] >= 4 and max(sizes) <= 8)
