"""A record by the names of its file, cleaned; and a line that is no record, judged.

How a record by the contract's names is cleaned is `records.py`.
"""

import re
from collections.abc import Mapping
from functools import cache, partial
from typing import Any

from orchestration.forgetting.records import scrub, spaces_of
from orchestration.forgetting.register import Register
from quality.contract import ColumnContract, TableContract

_BETWEEN = re.compile(r"[^\w@.+'-]+")


class Cleaner:
    """Takes forgotten persons out of one file's records."""

    def __init__(
        self, table: TableContract, columns: Mapping[str, ColumnContract], register: Register
    ) -> None:
        """`columns` by the names that the files give them."""
        self._table = table
        self._columns = dict(columns)
        self._register = register
        self._spelled = cache(partial(_spelled, frozenset(columns)))

    def __call__(self, record: dict[str, Any]) -> bool:
        """Clean a record in place; whether it changed."""
        before = dict(record)
        names = self._spelled(tuple(record))
        told = dict(zip(names, record.values(), strict=True))
        scrub(told, self._table, self._register, self._columns)
        record.update((name, told[known]) for name, known in zip(before, names, strict=True))
        return record != before

    def know(self, names: tuple[str, ...], as_written: tuple[str, ...]) -> None:
        """Of two columns with one name, the second is what the first is."""
        for name, known in zip(names, self._spelled(as_written), strict=True):
            if known in self._columns:
                self._columns.setdefault(name, self._columns[known])
        self._spelled = cache(partial(_spelled, frozenset(self._columns)))

    def may_be_theirs(self, line: str) -> bool:
        """Whether an identifier stands in a line that is no record, whatever it identifies."""
        if self._register.without_names(line) != line:
            return True
        return any(self.identifies(piece) for piece in _BETWEEN.split(line) if piece)

    def identifies(self, value: str) -> bool:
        """Whether a value of unknown column is an identifier, or the key of a record of theirs."""
        register, spaces = self._register, self._spaces
        return register.is_person(spaces, value) or register.is_record(self._table.path, value)

    def stand_in(self, value: str) -> str:
        """What replaces an identifier."""
        return str(self._register.stand_in(value))

    @property
    def _spaces(self) -> tuple[str, ...]:
        found = (spaces_of(self._table, column) for column in self._columns.values())
        return tuple(dict.fromkeys(space for spaces in found for space in spaces))


def _spelled(known: frozenset[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """A record's names as they are known, for maps see no case."""
    folded = {name.casefold(): name for name in sorted(known)}
    near = [name if name in known else folded.get(name.casefold(), name) for name in names]
    # Of two that differ only by case each stays what it is.
    return tuple(name if found in names else found for name, found in zip(names, near, strict=True))
