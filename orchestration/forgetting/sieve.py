"""Which text nobody forgotten can be in: told from its words, many times faster than by hashes.

While a customer is forgotten their identifiers are known as they are written. Whatever has none of
the identifiers' words needs no hash of each of its values. A sieve lets through too much and never
too little; what it lets through is judged by the register (DECISIONS D203). It is kept nowhere.
"""

import re
import unicodedata
from collections.abc import Collection, Iterator
from functools import cache

from orchestration.crm_ids import spellings

# Letters and digits in lower case; everything else, other alphabets too, stands between words.
_LOWER = bytes(
    ord(chr(code).lower()) if code < 128 and chr(code).isalnum() else 32 for code in range(256)
)
_BETWEEN_DIGITS = b"+ ()./-"
_LONG_NUMBER = 8
# So many are looked for one by one, which is faster than to part a line into its words.
_FEW_WORDS = 24
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_BLANKS = b"bfnrt"
# Some tools write a long id as a decimal number with an exponent.
_EXPONENTS = (re.compile(rb"E\+?\d+\s*[,\]}]"), re.compile(rb"e\+\d+\s*[,\]}]"))


class Sieve:
    """The words of identifiers; each identifier is found by all of its words."""

    def __init__(self) -> None:
        """Nothing is known yet, and nothing is let through."""
        self._words: dict[bytes, set[frozenset[bytes]]] = {}
        self._numbers: set[bytes] = set()
        self.is_open = False
        # The rarest words in the order in which they became known.
        self.learned: list[bytes] = []

    def add(self, value: object, *, is_person: bool) -> None:
        """Let an identifier through, however it is written; `is_person` if also within texts."""
        for spelled in spellings(str(value).strip()):
            self._add(unicodedata.normalize("NFC", spelled).lower(), is_person=is_person)

    def _add(self, text: str, *, is_person: bool) -> None:
        written = text.encode("utf-8", "surrogatepass")
        words = frozenset(_words_of(written))
        if not words:
            # Without a letter or digit that is looked for, it can be anywhere.
            self.is_open = True
            return
        rarest = max(_words_of(written.partition(b"@")[0]) or sorted(words), key=len)
        if rarest not in self._words:
            self.learned.append(rarest)
        self._words.setdefault(rarest, set()).add(words)
        digits = written.translate(None, _BETWEEN_DIGITS)
        if is_person and digits.isdigit() and len(digits) >= _LONG_NUMBER:
            self._numbers.add(digits)

    def lets_through(self, text: bytes) -> bool:
        """Whether an identifier may stand in a text, in its escapes too; UTF-8 or like it."""
        read = b"\n".join(_readings(text))
        found = _words_of(read)
        return (
            self.is_open
            or any(
                words.issubset(found) for word in self._within(found) for words in self._words[word]
            )
            or _has_exponent(read)
            or bool(_numbers_in(read, self._numbers))
        )

    def near(self, text: bytes) -> "Near | None":
        """What to look for in the lines of a text, which is little; None if in none of them."""
        read = b"\n".join(_readings(text))
        words = self._within(_words_of(read))
        numbers = _numbers_in(read, self._numbers)
        looks_everywhere = self.is_open or _has_exponent(read)
        if not (words or numbers or looks_everywhere):
            return None
        return Near(self, text, words, numbers, looks_everywhere=looks_everywhere)

    def _within(self, words: list[bytes]) -> list[bytes]:
        """Those of the rarest words that are among the words of a text; mostly there is none."""
        rarest = self._words.keys()
        return [] if rarest.isdisjoint(words) else sorted(rarest & set(words))


class Near:
    """What of a sieve stands in one text; a line of it is told from by what is in the line."""

    def __init__(
        self,
        sieve: Sieve,
        text: bytes,
        words: list[bytes],
        numbers: list[bytes],
        *,
        looks_everywhere: bool,
    ) -> None:
        """`looks_everywhere` if words and numbers do not tell enough."""
        self._sieve = sieve
        self._lower = text.lower()
        self._words = set(words)
        self._numbers = numbers
        self._looks_everywhere = looks_everywhere
        self._learned = len(sieve.learned)

    def lets_through(self, line: bytes) -> bool:
        """The same as of the sieve, with what it has learned since, for a line of the text."""
        fresh = self._sieve.learned[self._learned :]
        if fresh:
            self._words.update(word for word in fresh if word in self._lower)
            self._learned += len(fresh)
        lower = line.lower()
        is_looked_at = (
            self._looks_everywhere
            or self._sieve.is_open
            or not line.isascii()
            or b"\\u" in lower
            or b"\\/" in lower
            or self._has_word(lower)
            or bool(_numbers_in(line, self._numbers))
        )
        return is_looked_at and self._sieve.lets_through(line)

    def _has_word(self, lower: bytes) -> bool:
        if len(self._words) > _FEW_WORDS:
            return b"\\" in lower or not self._words.isdisjoint(_words_of(lower))
        return any(word in lower for word in self._words)


def _words_of(text: bytes) -> list[bytes]:
    return text.translate(_LOWER).split()


def _numbers_in(text: bytes, numbers: Collection[bytes]) -> list[bytes]:
    """Which numbers stand in a text, however their digits are parted."""
    digits = text.translate(None, _BETWEEN_DIGITS) if numbers else b""
    return [number for number in numbers if number in digits]


def _has_exponent(text: bytes) -> bool:
    return any(pattern.search(text) for pattern in _EXPONENTS)


def _readings(text: bytes) -> Iterator[bytes]:
    """A text as it is, with its escapes read, and both with letters and accents made one."""
    for read in (text, _ESCAPE.sub(_unescaped, text)) if b"\\" in text else (text,):
        yield read
        if not read.isascii():
            told = read.decode("utf-8", "replace")
            yield unicodedata.normalize("NFC", told).lower().encode()


def _unescaped(match: re.Match[bytes]) -> bytes:
    return _read_escape(match[0])


@cache
def _read_escape(escape: bytes) -> bytes:
    """What an escape of JSON stands for."""
    if len(escape) > len(rb"\n"):
        return chr(int(escape[2:], 16)).encode("utf-8", "replace")
    return b" " if escape[1:] in _BLANKS else escape[1:]
