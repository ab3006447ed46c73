"""A record by the names of its file, cleaned; and a line that is no record, judged.

How a record by the contract's names is cleaned is `records.py`.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, partial
from typing import Any, cast

import duckdb

from orchestration.forgetting.file_contract import Expression
from orchestration.forgetting.records import scrub, spaces_of
from orchestration.forgetting.register import Register
from quality.contract import ColumnContract, TableContract
from quality.sql import quoted

_WORD = re.compile(r"[^\W_]+")
_BETWEEN = re.compile(r"[^\w@.+'-]+")


class Cleaner:
    """Takes forgotten persons out of one file's records."""

    def __init__(
        self,
        table: TableContract,
        columns: Mapping[str, ColumnContract],
        register: Register,
        expressions: Sequence[Expression] = (),
    ) -> None:
        """`columns` by the names that the files give them, `expressions` that make identifiers."""
        self._table = table
        self._columns = dict(columns)
        self._register = register
        self._expressions = expressions
        self._spelled = cache(partial(_spelled, frozenset(columns)))

    def __call__(self, record: dict[str, Any]) -> bool:
        """Clean a record in place; whether it changed."""
        before = dict(record)
        names = self._spelled(tuple(record))
        told = dict(zip(names, record.values(), strict=True))
        # Evaluate every expression: `any()` over a generator would stop at the first.
        owned = [self._is_made_theirs(told, made) for made in self._expressions]
        scrub(told, self._table, self._register, self._columns, is_theirs=any(owned))
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

    def _is_made_theirs(self, record: dict[str, Any], made: Expression) -> bool:
        """Whether an expression makes an identifier of theirs; where it stands it is replaced."""
        parts = {name: part for name in made.columns if isinstance(part := record.get(name), str)}
        words = {word for part in parts.values() for word in _words(part)}
        if not any(self._register.is_person(made.spaces, word) for word in words):
            return False
        value = self._evaluated(record, made)
        if value is None or not self._register.is_person(made.spaces, value):
            return False
        stands = re.compile(rf"(?<![^\W_]){re.escape(value)}(?![^\W_])")
        for name, part in parts.items():
            record[name] = stands.sub(self.stand_in(value), part)
        return True

    def _evaluated(self, record: dict[str, Any], made: Expression) -> str | None:
        """What the loader would read, from one record: asked only where a word is an identifier."""
        names = [name for name in made.columns if name != "_row"]
        given = ", ".join(f"$c{i}::varchar as {quoted(name)}" for i, name in enumerate(names))
        query = f"select trim(({made.sql}\n)::varchar) from (select {given or 1})"
        values = {f"c{i}": _as_text(record.get(name)) for i, name in enumerate(names)}
        with duckdb.connect() as connection, suppress(duckdb.Error):
            return cast("str | None", connection.execute(query, values).fetchall()[0][0])
        return None

    @property
    def _spaces(self) -> tuple[str, ...]:
        found = (spaces_of(self._table, column) for column in self._columns.values())
        return tuple(dict.fromkeys(space for spaces in found for space in spaces))


def _words(text: str) -> Iterator[str]:
    """Up to three words that stand together: an identifier may have a mark in it."""
    places = [match.span() for match in _WORD.finditer(text)]
    for first, (start, _) in enumerate(places):
        for _, end in places[first : first + 3]:
            yield text[start:end]


def _as_text(value: Any) -> str | None:
    return value if value is None or isinstance(value, str) else json.dumps(value, default=str)


def _spelled(known: frozenset[str], names: tuple[str, ...]) -> tuple[str, ...]:
    """A record's names as they are known, for maps see no case."""
    folded = {name.casefold(): name for name in sorted(known)}
    near = [name if name in known else folded.get(name.casefold(), name) for name in names]
    # Of two that differ only by case each stays what it is.
    return tuple(name if found in names else found for name, found in zip(names, near, strict=True))
