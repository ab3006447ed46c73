"""Where numbers of bank accounts stand in a text: by check digits, or by the form of sort codes.

Redaction takes what is found here out of comments, and the site's check refuses it on pages.
"""

import re
from collections.abc import Iterator
from typing import Final

_FIRST = re.compile(r"(?<![^\W_])[A-Z]{2}[ .-]?\d{2}(?=[ .-]{0,3}[A-Z0-9])", re.IGNORECASE)
_WORD = re.compile(r"[A-Z0-9]+", re.IGNORECASE)
_GAP = re.compile(r"[ .-]{0,3}")
_SHORTEST, _LONGEST = 15, 34
_WINDOW: Final = 70
"""Characters in which the longest account stands, however it is grouped."""
_SORT_CODE = re.compile(r"\b\d{2}-\d{2}-\d{2}[ ,/]{1,4}\d{8}\b")


def account_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where the accounts with check digits (IBAN) of a text begin and end."""
    done = 0
    for first in _FIRST.finditer(text):
        if first.start() >= done and (end := _end_of_account(text, first.start())):
            yield first.start(), end
            done = end


def sort_codes(text: str) -> Iterator[tuple[int, int]]:
    """Where British accounts stand behind their sort codes."""
    return (found.span() for found in _SORT_CODE.finditer(text))


def _end_of_account(text: str, start: int) -> int:
    """Where the account that begins here ends; 0 if none does.

    The form of an account also fits the words behind it, so every end is tried.
    """
    from stdnum import iban

    ends, length, place = [], 0, start
    while length <= _LONGEST and (word := _WORD.match(text, place, start + _WINDOW)):
        length += len(word[0])
        if _SHORTEST <= length <= _LONGEST:
            ends.append(word.end())
        gap = _GAP.match(text, word.end())
        place = gap.end() if gap else word.end()
    return next((end for end in reversed(ends) if iban.is_valid(text[start:end])), 0)
