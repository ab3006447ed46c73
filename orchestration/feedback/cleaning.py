"""A comment as it was meant: wrong encodings undone, invisible signs and endless text left out."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

VERSION: Final = "2"
READ_AT_MOST: Final = 20_000
KEPT_AT_MOST: Final = 4_000
"""Characters; what is longer is a log or an attack, and a page shows a sentence or two."""

# The dashes that join; a long one parts sentences, unless it stands in a number.
_DASH = re.compile(r"[‐‑‒–−]|(?<=\d)[—―]|[—―](?=\d)")
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


@dataclass(frozen=True)
class Cleaned:
    """A text on one line, and what had to be done to it."""

    text: str
    is_repaired: bool
    is_cut: bool


def clean(text: str) -> Cleaned:
    """Undo a wrong encoding, drop what nobody sees, cut what nobody reads."""
    from ftfy import fix_encoding
    from ftfy.badness import is_bad

    read = text[:READ_AT_MOST]
    fixed = fix_encoding(read) if not read.isascii() and is_bad(read) else read
    return Cleaned(
        text=_on_one_line(fixed),
        is_repaired=fixed != read,
        is_cut=len(text) > KEPT_AT_MOST,
    )


def shorten(text: str) -> str:
    """The part that is kept, once personal data is out of it."""
    return text if len(text) <= KEPT_AT_MOST else text[: KEPT_AT_MOST - 1] + "…"


def _on_one_line(text: str) -> str:
    if not text.isascii():
        # Wide digits, joined signs and other scripts' digits and dashes hide numbers from the eye
        # that looks for them.
        # A sign may stand for a whole sentence, which is cut like any other.
        text = unicodedata.normalize("NFKC", text)[:READ_AT_MOST]
        text = _DASH.sub("-", text)
        text = _OTHER_DIGIT.sub(lambda found: str(unicodedata.decimal(found[0])), text)
    if not text.isprintable():
        seen = (_seen(letter) for letter in text)
        text = "".join(seen)
    return " ".join(text.split())


def _seen(letter: str) -> str:
    if letter.isspace():
        return " "
    # Controls, invisible format signs, halves of characters, private signs.
    return "" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co", "Cn") else letter
