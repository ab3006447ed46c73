"""Where e-mail addresses stand in a text, also those whose signs are written as words.

Each begins to be looked for at its @, so that a text is passed once, however it is made.
"""

import re
from collections.abc import Iterator

_LABEL = r"[\w-]++"
_DOT = r"(?:\.|\s?\(dot\)\s?)"
_HOST = re.compile(rf"\s?(?:@|\(at\)|\[at\])\s?{_LABEL}(?:{_DOT}{_LABEL})++", re.IGNORECASE)
_IN_FRONT = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]")


def mail_addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where the e-mail addresses of a text begin and end."""
    done = 0
    for host in _HOST.finditer(text):
        start = host.start()
        while start > done and _IN_FRONT.match(text, start - 1):
            start -= 1
        if start < host.start():
            yield start, host.end()
            done = host.end()
