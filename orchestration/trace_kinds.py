"""The shape of what a trace asks, by kind of thing: one question of SQL per step of the way."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """A step: its title, its SQL over `$id`, and the tables without which it is left out.

    Attributes:
        is_tall: One wide row, shown as a column of names and values.
    """

    title: str
    sql: str
    reads: tuple[str, ...]
    is_tall: bool = False


@dataclass(frozen=True)
class Kind:
    """What can be traced: its mart and key, whose source rows to look for, and the steps."""

    name: str
    mart: str
    key: str
    source_keys: str
    questions: tuple[Question, ...]
