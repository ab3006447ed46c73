"""Salesforce's record ids: 15 characters, or 18 of which three check what is a capital."""

import re

CHECK_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
LETTERS = 15
_SHORT, _LONG = re.compile(r"[a-zA-Z0-9]{15}"), re.compile(r"[a-zA-Z0-9]{18}")


def check_characters(short: str) -> str:
    """The three characters that make a 15-character id safe to compare without case."""
    if len(short) != LETTERS:
        raise ValueError(f"a Salesforce id has 15 characters before its check sum, not: {short!r}")
    blocks = (short[start : start + 5] for start in (0, 5, 10))
    return "".join(
        CHECK_ALPHABET[sum(1 << place for place, sign in enumerate(block) if "A" <= sign <= "Z")]
        for block in blocks
    )


def without_check(text: str) -> str:
    """An id of 18 characters as one of 15, if its last three are what they have to be."""
    if _LONG.fullmatch(text) and text[LETTERS:] == check_characters(text[:LETTERS]):
        return text[:LETTERS]
    return text


def spellings(text: str) -> tuple[str, ...]:
    """An id in both lengths; any other text as it is."""
    short = without_check(text)
    is_id = _SHORT.fullmatch(short)
    return (short, short + check_characters(short)) if is_id else (text,)
