"""Names of people in a comment: those the company knows, and those somebody signs with.

A name is told by the people behind the comment or by the words in front of it; a list of all
first names would take words such as Will and Rose out of other people's sentences.
"""

import re
import unicodedata
from collections.abc import Iterable

# Words inside of names that are words everywhere else.
_PARTICLE = re.compile(
    "van|von|der?|den|het|ter|ten|el|al|da|di|do|du|las?|les?|des|dos|das|bin|af|of?|und|e[nt]|and"
)
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'’-]+"
_NAME = rf"{_CAPITAL}(?: (?:(?:van|von|de|der|den|da|di|el|la|le) ){{0,2}}{_CAPITAL}){{0,2}}"
_INTRODUCED = re.compile(
    r"\b((?i:my name is|mijn naam is|ik heet|mein name ist|ich heiße|ich heisse|je m['’]appelle"
    r"|mon nom est|mit navn er|jeg hedder|je suis m(?:me|\.)|dhr\.|mevr\.|mevrouw|herr|frau"
    rf"|monsieur|madame|mr\.?|mrs\.?|ms\.)\s)({_NAME})"
)
_SIGNED = re.compile(
    r"((?i:regards|groet(?:en|jes)?|gr(?:ü|u)(?:ß|ss)e|gruß|cordialement|bien à vous|hilsen"
    rf"|sincerely|cheers|thanks|bedankt|danke|merci|tak),? )({_NAME})(?=[.!]?$)"
)
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’-](?=[^\W\d_]))*")


def fold(word: str) -> str:
    """A word as names are compared: small, without accents and apostrophes."""
    plain = unicodedata.normalize("NFKD", word.casefold().replace("ø", "o").replace("ı", "i"))
    return "".join(letter for letter in plain if letter.isalpha())


def name_words(names: Iterable[str]) -> frozenset[str]:
    """The words of full names by which a person can be told."""
    words = (fold(word) for name in names for word in name.split())
    return frozenset(word for word in words if len(word) > 1 and not _PARTICLE.fullmatch(word))


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

    A single word must be written as a name; in a run of two, small letters are enough.
    """
    words = list(_WORD.finditer(text))
    is_name = [fold(word[0]) in names for word in words]
    if not any(is_name):
        return text, 0
    parts, done, count, place = [], 0, 0, 0
    while place < len(words):
        end = _end_of_run(text, words, is_name, place)
        run = [word[0] for word in words[place:end]]
        if run and (run[0][0].isupper() or sum(is_name[place:end]) > 1):
            parts += [text[done : words[place].start()], "[name]"]
            done, count = words[end - 1].end(), count + 1
        place = max(end, place + 1)
    return "".join(parts) + text[done:], count


def _end_of_run(text: str, words: list[re.Match[str]], is_name: list[bool], start: int) -> int:
    """The place behind the run of name words that begins at a word; the start if none does."""
    end = reached = start
    while reached < len(words) and (
        is_name[reached] or (end > start and _PARTICLE.fullmatch(fold(words[reached][0])))
    ):
        if reached > start and text[words[reached - 1].end() : words[reached].start()].strip(" ."):
            break
        reached += 1
        end = reached if is_name[reached - 1] else end
    return end
