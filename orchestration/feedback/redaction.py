"""Personal data in a comment, replaced by what kind of thing stood there.

Forms and check digits, not understanding: what cannot be known by its form (the name of somebody
the company does not know) stays. Which names are known is the caller's business (DECISIONS D140).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from orchestration.feedback.mail_addresses import mail_addresses
from orchestration.feedback.names import redact_names
from orchestration.feedback.street_addresses import (
    numbered_addresses,
    postcodes,
    street_addresses,
)
from orchestration.feedback.telephones import (
    american_numbers,
    called_numbers,
    telephone_numbers,
)
from reports.account_numbers import account_numbers, sort_codes
from reports.card_numbers import card_numbers

VERSION: Final = "3"

# All of them hold digits, which most comments do not.
_NUMBERED: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    ("account", account_numbers),
    ("account", sort_codes),
    ("card", card_numbers),
    ("phone", telephone_numbers),
    ("phone", american_numbers),
    ("phone", called_numbers),
    ("address", street_addresses),
    ("address", numbered_addresses),
    ("address", postcodes),
)
MARKS: Final = ("account", "address", "card", "e-mail", "name", "phone")
_MARK = re.compile(rf"\[(?:{'|'.join(MARKS)})\]")


@dataclass(frozen=True)
class Redacted:
    """A text without personal data, and how many pieces of it were taken out."""

    text: str
    count: int


def redact(text: str, names: frozenset[str] = frozenset()) -> Redacted:
    """Replace addresses of all kinds, numbers of accounts, cards and telephones, and names.

    Args:
        text: What somebody wrote, on one line.
        names: Words of the names of people who are known to stand behind it, folded
            (`names.fold`).
    """
    text, count = replace(text, mail_addresses(text), "e-mail")
    for kind, places in _NUMBERED if any(map(str.isdigit, text)) else ():
        text, found = replace(text, places(text), kind)
        count += found
    text, named = redact_names(text, names)
    return Redacted(text, count + named)


def without_marks(text: str) -> str:
    """What somebody wrote, without the words that stand for what they wrote (DECISIONS D146)."""
    return " ".join(_MARK.sub(" ", text).split())


def replace(text: str, places: Iterable[tuple[int, int]], kind: str) -> tuple[str, int]:
    """A text with a mark at each of these places, in their order, and how many there were."""
    parts, done, count = [], 0, 0
    for start, end in places:
        parts += [text[done:start], f"[{kind}]"]
        done, count = end, count + 1
    return "".join(parts) + text[done:], count
