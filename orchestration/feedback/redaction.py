"""Personal data in a comment, replaced by what kind of thing stood there.

Forms and check digits, not understanding: what cannot be told by its form (the name of somebody
the company does not know) stays. Which names are known is the caller's business (DECISIONS D140).
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from orchestration.feedback.accounts import account_numbers, sort_codes
from orchestration.feedback.names import redact_names
from reports.card_numbers import card_numbers

VERSION: Final = "2"

_EMAIL = re.compile(
    r"[\w.!#$%&'*+/=?^`{|}~-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:(?:\.|\s?\(dot\)\s?)[\w-]+)+",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?!\d)")
_PHONE = re.compile(
    r"""(?<![\w+./-])(?:
        (?:\+|00)[1-9]\d{0,2}(?:[ ./-]{0,2}\(?\d{1,9}\)?){1,6}   # with the country
        | \(?0[1-9]\d{0,3}\)?(?:[ ./-]{0,2}\d{2,9}){1,5}         # as dialled at home
        | \(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4}                   # North America
    )(?!\w)""",
    re.VERBOSE,
)
# Where numbers have no leading zero, only the words before tell a telephone from an order.
_CALLED = re.compile(
    r"""\b((?:tele?(?:foon|fon|phone)?|phone|mobile?|mobiel|gsm|tlf|ring(?:\ til|\ mig)?
        |bel(?:\ me|\ mij)?|call(?:\ me)?|appele[rz](?:-moi)?|whatsapp)
        (?:\ (?:nummer|number|nr|på|op|on|at|au|unter|is|er|ist|est|no)\b)?
        \.?:?\ {0,2})(\d[\d\ .-]{5,14}\d)""",
    re.IGNORECASE | re.VERBOSE,
)
_STREET = r"[A-ZÀ-ÖØ-Ý][\w'’.-]*"
_PLACE = r"(?:,?\s(?:\d{4}\s?[A-Z]{2}|\d{4,5})\b(?:\s[A-ZÀ-ÖØ-Ý][\w-]+)?)?"
_ADDRESS = re.compile(
    rf"""\b(?:
        (?:{_STREET}[ -])?{_STREET}(?:straat|laan|weg|plein|gracht|kade|dreef|singel|stra(?:ß|ss)e
            |str\.|gasse|allee|platz|vej|gade)\s\d{{1,4}}\s?[a-zA-Z]?\b
        | \d{{1,4}}(?:\s?bis|\s?ter)?,?\s
            (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse)
            \s(?:(?:de\sla|de|du|des|d['’])\s?)?{_STREET}(?:[ -]{_STREET})*
        | \d{{1,4}}[A-Z]?\s(?:{_STREET}\s){{1,3}}
            (?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Square|Court)\b\.?
    ){_PLACE}
    | \b[A-Z]{{1,2}}\d[A-Z\d]?\s\d[A-Z]{{2}}\b""",
    re.VERBOSE,
)

_NUMBERS: Final[tuple[tuple[str, Callable[[str], Iterator[tuple[int, int]]]], ...]] = (
    ("account", account_numbers),
    ("account", sort_codes),
    ("card", card_numbers),
)


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
    count = 0

    def put(
        kind: str, is_one: Callable[[str], str] | None = None
    ) -> Callable[[re.Match[str]], str]:
        def replaced(found: re.Match[str]) -> str:
            nonlocal count
            rest = is_one(found[0]) if is_one else ""
            count += rest != found[0]
            return found[0] if rest == found[0] else f"[{kind}]{rest}"

        return replaced

    if "@" in text or "at" in text:
        text = _EMAIL.sub(put("e-mail"), text)
    if any(map(str.isdigit, text)):
        for kind, places in _NUMBERS:
            text, found = replace(text, places(text), kind)
            count += found
        text = _PHONE.sub(put("phone", _after_phone), text)
        called = len(_CALLED.findall(text))
        text = _CALLED.sub(r"\1[phone]", text)
        text = _ADDRESS.sub(put("address"), text)
        count += called
    text, named = redact_names(text, names)
    return Redacted(text, count + named)


def replace(text: str, places: Iterable[tuple[int, int]], kind: str) -> tuple[str, int]:
    """A text with a mark at each of these places, in their order, and how many there were."""
    parts, done, count = [], 0, 0
    for start, end in places:
        parts += [text[done:start], f"[{kind}]"]
        done, count = end, count + 1
    return "".join(parts) + text[done:], count


def _after_phone(found: str) -> str:
    digits = sum(map(str.isdigit, found))
    is_abroad = found.startswith(("+", "00"))
    if _DATE.match(found) or not (8 if is_abroad else 9) <= digits <= (15 if is_abroad else 11):
        return found
    return ""
