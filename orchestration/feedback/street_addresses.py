"""Where addresses of houses stand in a text: streets by the words they end in, and postcodes.

A street is looked for where its number stands, and read to the left from there, so that a text is
passed once, however it is made.
"""

import re
from collections.abc import Iterator
from typing import Final

_CAPITAL = "A-ZÀ-ÖØ-Þ"
_NAME = rf"[{_CAPITAL}][\w'’.-]*+"
_PLACE = rf"(?:,?\s(?:\d{{4}}\s?[A-Z]{{2}}|\d{{4,5}})\b(?:\s[{_CAPITAL}][\w-]++)?)?"
_NUMBERED = re.compile(
    r"(?:straat|laan|weg|plein|gracht|kade|dreef|singel|stra(?:ß|ss)e|str\.|gasse|allee|platz"
    rf"|vej|gade)\s\d{{1,4}}(?:[a-zA-Z]|\s[A-Ha-h])?\b{_PLACE}"
)
_NUMBER_FIRST = re.compile(
    rf"""\b(?:
        \d{{1,4}}(?:\s?bis|\s?ter)?,?\s
            (?:[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse)
            \s(?:(?:de\sla|de|du|des|d['’])\s?)?{_NAME}(?:\s{_NAME}){{0,3}}
        | \d{{1,4}}[A-Z]?\s(?:{_NAME}\s){{1,3}}
            (?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Close|Square|Court)\b\.?
    ){_PLACE}""",
    re.VERBOSE,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b")
# What a street is called besides the word that ends in its kind: Prinses Irenelaan.
_IN_FRONT = re.compile(
    rf"(?<![\w'’.-])(?:[{_CAPITAL}][\w'’.-]*[ ])?(?:[\w'’.]+-)*?[{_CAPITAL}][\w'’.-]*$"
)
_LONGEST_NAME: Final = 60


def street_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with the number behind the street's name begin and end."""
    for numbered in _NUMBERED.finditer(text):
        name = _IN_FRONT.search(text[max(0, numbered.start() - _LONGEST_NAME) : numbered.start()])
        if name:
            yield numbered.start() - len(name[0]), numbered.end()


def numbered_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with the number in front of the street's name begin and end."""
    return (found.span() for found in _NUMBER_FIRST.finditer(text))


def postcodes(text: str) -> Iterator[tuple[int, int]]:
    """Where British postcodes begin and end."""
    return (found.span() for found in _POSTCODE.finditer(text))
