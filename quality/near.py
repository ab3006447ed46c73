"""The nearest name to one that nobody knows, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(name: str, known: Iterable[str], *, otherwise: str = "") -> str:
    """`; did you mean 'nps'?`, or what is to be said if no known name is near."""
    near = get_close_matches(name, sorted(known), n=1)
    return f"; did you mean '{near[0]}'?" if near else otherwise
