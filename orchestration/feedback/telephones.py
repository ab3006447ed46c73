"""Where telephone numbers stand in a text: by how they begin, or by the words in front of them.

A number is read group by group from its beginning, as far as numbers go, so that a text is passed
once, however it is made, and what stands behind a number hides nothing.
"""

import re
from collections.abc import Iterator

from reports.named_numbers import is_number_of_a_thing

_BEGINS = re.compile(r"(?<![\w+])\(?(?:\+|00|0)[1-9]")
# Decimals, paths and names with a hyphen: 0.0123, 2026/0012, SN-0612; 0612a.
_IS_BEHIND_MORE = re.compile(r"\d[.,/]$|\w-$")
_IS_BEFORE_MORE = re.compile(r"\w")
_GROUP = re.compile(r"\)?(?: [-/] |[-/. ])?\(?\d+")
_AMERICAN = re.compile(
    r"(?<![\w+.-])(?:1[ .-])?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}[ .-])\d{3}[ .-]\d{4}(?!\w)"
)
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-](?:(?:19|20)\d{2}|\d{1,4}(?![./-]?\d))(?!\d)")
_HOURS = re.compile(r"\d{1,2}[.:]\d{2} ?- ?\d{1,2}[.:]\d{2}(?!\d)")
# Where numbers have no leading zero, only the words before tell a telephone from an order.
_CALLED = re.compile(
    r"""\b(?:(?:tele?(?:foon|fon|phone)?|phone|mobile?|mobiel|gsm|tlf|ring(?:\ til|\ mig)?
        |bel(?:\ me|\ mij)?|call(?:\ me)?|appele[rz](?:-moi)?|whatsapp)
        (?:\ (?:nummer|number|nr|på|op|on|at|au|unter|is|er|ist|est|no)\b)?
        |(?:my|mijn|mein|meine|mon|mit)\ (?:number|nummer|numéro)(?:\ (?:is|ist|est|er)\b)?
        )\.?:?\ {0,2}(\d[\d\ .-]{5,14}\d)(?!\d)""",
    re.IGNORECASE | re.VERBOSE,
)


def telephone_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers with a country's or an area's code begin and end."""
    done = 0
    for begins in _BEGINS.finditer(text):
        start = begins.start()
        if start < done or (
            start - 1 != done and _IS_BEHIND_MORE.search(text[max(0, start - 2) : start])
        ):
            continue
        if end := _end_of_number(text, start):
            done = end
            if "+" not in begins[0] and is_number_of_a_thing(text, start):
                continue
            # A bracket around the whole number is the text's.
            yield start + (text.count("(", start, end) > text.count(")", start, end)), end


def american_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where numbers as they are written in North America begin and end."""
    for found in _AMERICAN.finditer(text):
        if not is_number_of_a_thing(text, found.start()):
            yield found.span()


def called_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Where digits stand that somebody is to call."""
    for found in _CALLED.finditer(text):
        if not (_DATE.match(found[1]) or _HOURS.match(found[1])):
            yield found.span(1)


def _end_of_number(text: str, start: int) -> int:
    """Where the number that begins here ends; 0 if it is none."""
    begin = start + (text[start] == "(")
    code = next((code for code in ("+", "00") if text.startswith(code, begin)), "")
    if code:
        ends = _ends(text, begin + len(code), at_least=8, at_most=15)
        return _end_abroad(text, begin + len(code), ends, is_sure=code == "+")
    at_most = 12 if text.startswith("01", begin) else 11
    ends = [] if _DATE.match(text, begin) else _ends(text, begin, at_least=9, at_most=at_most)
    return max(ends, default=0)


def _ends(text: str, begin: int, *, at_least: int, at_most: int) -> list[int]:
    """Where groups end behind which a number may be complete."""
    found, digits, place = [], 0, begin
    while group := _GROUP.match(text, place, place + at_most + 6):
        digits += sum(map(str.isdigit, group[0]))
        place = group.end()
        if digits > at_most:
            break
        if digits >= at_least and not _IS_BEFORE_MORE.match(text, place):
            found.append(place)
    return found


def _end_abroad(text: str, begin: int, ends: list[int], *, is_sure: bool) -> int:
    """The farthest end of a number that is in use, else of one that may be, as its country says."""
    from phonenumbers import NumberParseException, ValidationResult, is_valid_number, parse
    from phonenumbers import is_possible_number_with_reason as possible

    numbers = {}
    for end in ends:
        try:
            numbers[end] = parse("+" + text[begin:end])
        except NumberParseException:
            continue
    in_use = [end for end, number in numbers.items() if is_valid_number(number)]
    of_length = [end for end in numbers if possible(numbers[end]) == ValidationResult.IS_POSSIBLE]
    # A plus begins nothing else; two zeros also begin the numbers of orders.
    return max(in_use or of_length or (ends if is_sure else ()), default=0)
