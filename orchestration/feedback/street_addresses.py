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
_SUFFIX = r"(?:[a-zA-Z]{1,3}|\s[A-Ha-h])?"
# Words that begin a sentence about a street, and are no part of its name.
_NO_NAMES = "Die|Der|Das|Den|Dem|De|Het|Een|Eine|Diese|Deze|Unsere|Onze|Min|Vores|In|An|Op|Auf|Bij"
_NUMBERED = re.compile(
    r"(?:straat|laan|weg|plein|gracht|kade|dreef|singel|stra(?:ß|ss)e|str\.|gasse|allee|platz"
    rf"|vej|gade)\s\d{{1,4}}{_SUFFIX}\b{_PLACE}"
)
# The kind stands apart: Berliner Straße 12, Friedrich-Ebert-Str. 12, Nieuwe Gracht 7. "Weg" is left
# out, which is also a way: Der Weg 5 Minuten.
_APART = re.compile(
    rf"""(?<![\w'’.-])(?!(?:{_NO_NAMES})\s)(?:{_NAME}[ ]|[{_CAPITAL}][\w'’.]*-){{1,3}}
    (?:Stra(?:ß|ss)e|Str\.|Straat|Laan|Gracht|Kade|Plein|Allee|Allé|Platz|Vej|Gade)
    \s\d{{1,4}}{_SUFFIX}\b{_PLACE}
    | \b(?:Rue|Avenue|Boulevard|Chemin)\s(?:(?:de\sla|de|du|des|d['’])\s?)?
    {_NAME}(?:\s{_NAME}){{0,3}},?\s\d{{1,4}}{_SUFFIX}\b{_PLACE}""",
    re.VERBOSE,
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
# A Dutch one with a number is one household.
_POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]?\s\d[A-Z]{2}\b"
    r"|\b[1-9]\d{3}\s?[A-Z]{2}\b,?\s(?:huis)?n(?:umme)?r\.?\s\d{1,4}\b"
)
# What a street is called besides the word that ends in its kind: Prinses Irenelaan.
_IN_FRONT = re.compile(
    rf"(?<![\w'’.-])(?:[{_CAPITAL}][\w'’.-]*[ ])?(?:[\w'’.]+-)*?[{_CAPITAL}][\w'’.-]*$"
)
_LONGEST_NAME: Final = 60


def street_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with the number behind the street's name begin and end."""
    yield from (found.span() for found in _APART.finditer(text))
    for numbered in _NUMBERED.finditer(text):
        name = _IN_FRONT.search(text[max(0, numbered.start() - _LONGEST_NAME) : numbered.start()])
        if name:
            yield numbered.start() - len(name[0]), numbered.end()


def numbered_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses with the number in front of the street's name begin and end."""
    return (found.span() for found in _NUMBER_FIRST.finditer(text))


def postcodes(text: str) -> Iterator[tuple[int, int]]:
    """Where British postcodes, and Dutch ones with a house number, begin and end."""
    return (found.span() for found in _POSTCODE.finditer(text))
