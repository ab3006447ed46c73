"""What all SQL of checks shares: how it is asked, and how names and texts stand in it."""

from collections.abc import Callable
from typing import Any

Query = Callable[[str], list[tuple[Any, ...]]]
"""Runs a statement and gives its rows."""


def quoted(name: str) -> str:
    """An identifier, safe inside a statement."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text literal, safe inside a statement."""
    return "'" + text.replace("'", "''") + "'"
