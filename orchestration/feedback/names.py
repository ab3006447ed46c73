"""Names of people in a comment: those the company knows, and those somebody signs with.

A name is known by the people behind the comment or by the words in front of it; a list of all
first names would take words such as Will and Rose out of other people's sentences (DECISIONS
D147).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

# Words inside of names that are words everywhere else.
_PARTICLE = re.compile(
    "van|von|der?|den|het|ter|ten|el|al|da|di|do|du|las?|les?|des|dos|das|bin|af|of?|und|e[nt]|and"
)
# All capitals of the Latin scripts; the classes of expressions know none.
_UPPER = f"[{''.join(filter(str.isupper, map(chr, range(0x250))))}]"
_CAPITAL = rf"{_UPPER}[\w'’-]+"
_NAME = rf"{_CAPITAL}(?: (?:(?:van|von|de|der|den|da|di|el|la|le) ){{0,2}}{_CAPITAL}){{0,2}}"
_INTRODUCED = re.compile(
    r"\b((?i:my name is|mijn naam is|ik heet|mein name ist|ich heiße|ich heisse|je m['’]appelle"
    r"|mon nom est|mit navn er|jeg hedder|je suis m(?:me|\.)|dhr\.|mevr\.|mevrouw|herr|frau"
    r"|monsieur|madame|mr\.?|mrs\.?|ms\.|dr\.?|prof\.?)\s(?i:(?:dr|prof)\.?\s){0,2})"
    rf"({_NAME})"
)
_SIGNED = re.compile(
    r"((?i:regards|groet(?:en|jes)?|gr(?:ü|u)(?:ß|ss)e|gruß|cordialement|bien à vous|hilsen"
    rf"|sincerely|cheers|thanks|bedankt|danke|merci|tak),? )({_NAME})(?=[.!]?$)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# What a language hangs on a name: d'Anna, Smith's, Smiths.
_ELIDED = re.compile(r"(?:d|l|qu|j|m|n|s|c)['’]", re.IGNORECASE)
_GENITIVE = re.compile(r"(?:['’]s|(?<=[^\W\d_]{3})s)$", re.IGNORECASE)
_HALF = rf"{_UPPER}[^\W\d_]+"
_JOINED_IN_FRONT = re.compile(rf"(?<![\w-])(?:{_HALF}-)+$")
_JOINED_BEHIND = re.compile(rf"(?:-{_HALF})+(?!\w)")
_LONGEST_HALF = 40
# Letters that are no other letter with an accent.
_WITHOUT_MARK = str.maketrans("øıłđðħŧ", "oilddht") | str.maketrans(
    {"æ": "ae", "œ": "oe", "þ": "th"}
)
_AS_TWO = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
_WITHOUT_BLANKS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "THAI", "LAO", "KHMER", "MYANMAR")
_JOINED_FROM = 6
"""Letters from which a first and a last name in one word are no other word."""


def fold(word: str) -> str:
    """A word as names are compared: small, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold().translate(_WITHOUT_MARK))
    return "".join(letter for letter in plain if letter.isalpha())


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of full names by which a person can be recognised, as they may be written."""
    words = (form for name in names for form in _forms_of_name(name))
    return frozenset(word for word in words if len(word) > 1 and not _PARTICLE.fullmatch(word))


def _forms_of_name(name: str) -> Iterator[str]:
    words = name.split()
    for word in words:
        yield from (form for part in (word, *word.split("-")) for form in _spellings(part))
        if _is_without_blanks(word):
            yield word
    joined = fold("".join(words))
    if len(words) > 1 and len(joined) >= _JOINED_FROM:
        yield joined
    if _is_without_blanks(name):
        yield "".join(words)


@lru_cache(maxsize=10_000)
def _spellings(word: str) -> tuple[str, str]:
    """Without its marks, and with the letters that stand for them: Muller, Mueller."""
    composed = unicodedata.normalize("NFC", word).casefold()
    return fold(word), fold(composed.translate(_AS_TWO))


def _is_without_blanks(word: str) -> bool:
    return unicodedata.name(word[0], "").startswith(_WITHOUT_BLANKS) if word else False


def redact_names(text: str, names: frozenset[str]) -> tuple[str, int]:
    """The text without the known names and without introduced ones, and how many there were."""
    text, introduced = _INTRODUCED.subn(r"\1[name]", text)
    text, signed = _SIGNED.subn(r"\1[name]", text)
    known = 0
    if names:
        text, known = _redact_known(text, names)
    return text, introduced + signed + known


def _redact_known(text: str, names: frozenset[str]) -> tuple[str, int]:
    """Runs of known words, with the particles between them, become one mark each.

    A single word must be written as a name; in a run of two, and where something is somebody's,
    small letters are enough.
    """
    count = 0
    for name in sorted(filter(_is_without_blanks, names), key=lambda name: (-len(name), name)):
        count += text.count(name)
        text = text.replace(name, "[name]")
    words = [found.span() for found in _WORD.finditer(text)]
    known = [_known_part(text, word, names) for word in words]
    parts, done, place = [], 0, 0
    while place < len(words):
        end = _end_of_run(text, words, known, place)
        run = [span for span in known[place:end] if span]
        if run and (len(run) > 1 or _is_a_name(text, *run[0])):
            start, behind = _whole_name(text, run[0][0], run[-1][1])
            parts += [text[done : max(done, start)], "[name]"]
            done, count = behind, count + 1
        place = max(end, place + 1)
    return "".join(parts) + text[done:], count


def _is_a_name(text: str, start: int, end: int) -> bool:
    """Whether a word that might also be none is written as a name."""
    return not text[start].islower() or text[end : end + 2] in ("'s", "’s")


def _known_part(text: str, word: tuple[int, int], names: frozenset[str]) -> tuple[int, int] | None:
    """The part of a word that is a known name: what a language hangs on it is left out."""
    start, end = word
    elided, genitive = _ELIDED.match(text, start, end), _GENITIVE.search(text[start:end])
    starts = (start, *((elided.end(),) if elided else ()))
    ends = (end, *((start + genitive.start(),) if genitive else ()))
    return next(
        (
            (first, last)
            for first in starts
            for last in ends
            if not names.isdisjoint(_spellings(text[first:last]))
        ),
        None,
    )


def _end_of_run(
    text: str, words: list[tuple[int, int]], known: list[tuple[int, int] | None], start: int
) -> int:
    """The place behind the run of name words that begins at a word; the start if none does."""
    end = reached = start
    while reached < len(words) and (
        known[reached] or (end > start and _PARTICLE.fullmatch(fold(text[slice(*words[reached])])))
    ):
        if reached > start and text[words[reached - 1][1] : words[reached][0]].strip(" ._-"):
            break
        reached += 1
        end = reached if known[reached - 1] else end
    return end


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    """A name with what a hyphen joins to it: half of a double name gives the other half away."""
    front = _JOINED_IN_FRONT.search(text[max(0, start - _LONGEST_HALF) : start])
    behind = _JOINED_BEHIND.match(text, end, end + _LONGEST_HALF)
    return start - (len(front[0]) if front else 0), behind.end() if behind else end
