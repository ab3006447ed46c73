"""Where e-mail addresses stand in a text, also those whose signs are written as words.

Each begins to be looked for at its @, so that a text is passed once, however it is made.
"""

import re
from collections.abc import Iterator

_LABEL = r"[\w-]++"
# (at), [at], {at}, (@); "at" alone is a word, and only counts before a "dot" and an ending.
_AT = r"\s?(?:@|[(\[{]\s?(?:at|@)\s?[)\]}])\s?|\s(?:apenstaartje|arobase|klammeraffe|snabel-?a)\s"
_DOT = r"(?:\.|\s?[(\[{]\s?(?:dot|punt|punkt|point|\.)\s?[)\]}]\s?)"
_SAID = r"\s(?:dot|punt|punkt|point|punktum)\s"
_ENDINGS = "com|org|net|info|biz|eu|io|co|uk|ie|us|nl|be|de|at|ch|fr|lu|dk|se|no|fi|es|pt|it|pl|cz"
_SAID_LABEL = rf"{_SAID}(?:(?:{_ENDINGS})\b|{_LABEL}(?={_SAID}))"
# Endings that are no words, or a sentence would end in one: "@ noon . No more".
_APART = r"\s\.\s(?:com|org|net|eu|nl|fr|dk|uk)\b"
_HOST = re.compile(
    rf"(?:{_AT}){_LABEL}(?:{_DOT}{_LABEL}|{_SAID_LABEL}|{_APART})++|\sat\s{_LABEL}(?:{_SAID_LABEL})++",
    re.IGNORECASE,
)
_IN_FRONT = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]")
_SAID_IN_FRONT = re.compile(r"[\w+-]\s(?:dot|punt|punkt|point|punktum)\s$", re.IGNORECASE)


def mail_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where the e-mail addresses of a text begin and end."""
    done = 0
    for host in _HOST.finditer(text):
        start = _start_of_name(text, host.start(), done)
        if start < host.start():
            yield start, host.end()
            done = host.end()


def _start_of_name(text: str, end: int, done: int) -> int:
    """Where the part in front of the @ begins; its end if there is none."""
    start = end
    while start > done:
        if _IN_FRONT.match(text, start - 1):
            start -= 1
        elif start < end and (spelt := _SAID_IN_FRONT.search(text[max(done, start - 10) : start])):
            start -= len(spelt[0]) - 1
        else:
            break
    return start
