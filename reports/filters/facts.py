"""Reads what a cube is made of: who has which part, the sums by group and month, and the rest.

The finest question is answered once and kept while the families of its parts are read. No
customer's id leaves this module but as a member of a cell that `merging.py` counts.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from reports.filters.merging import Cell, Group, Merging, sortable
from reports.filters.parts import PartFamily
from reports.sql import quoted
from reports.warehouse import settled_rows

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Value = bool | int | float | str
"""What a dimension holds, where it is known."""
# Enough digits for minutes and money; a sum's last ones depend on the order of its summands.
_DIGITS = 4
_FACTS, _PEOPLE, _GROUPS = "cube_facts", "cube_people", "cube_groups"


@dataclass(frozen=True)
class FamilyFacts:
    """What is told of parts that share their groups.

    Attributes:
        groups: The fewest customers of any metric by group.
        rows: Number of the group from 0, month and parts.
        given_up: By dimension, the fewest customers of each value whose group does not tell it.
    """

    groups: Mapping[Group, int] = field(default_factory=dict)
    rows: Sequence[tuple[Any, ...]] = ()
    given_up: Sequence[Mapping[str | None, int]] = ()


@dataclass(frozen=True)
class Facts:
    """Parts by customer, cell and month.

    Attributes:
        connection: Where they are kept.
        dimensions: Columns that make a cell, the one to give up last first.
        minimum: Customers that a group must hold.
    """

    connection: "DuckDBPyConnection"
    dimensions: tuple[str, ...]
    minimum: int

    @contextmanager
    def kept(self, sql: str, customer: str, month: str) -> Iterator[None]:
        """Keep the answer of a question as a table of this connection alone."""
        who, first = quoted(customer), f"cast({quoted(month)} as date)"
        cell = [
            f"cast({quoted(name)} as varchar) as {column}"
            for name, column in zip(self.dimensions, self._cell, strict=True)
        ]
        # Facts of nobody known count as one customer a month.
        person = (
            f"case when coalesce({who}, 'unknown') = 'unknown'"
            f" then cast({first} as varchar) else cast({who} as varchar) end as _who"
        )
        kept = f"select *, {', '.join(cell)}, {person}, {first} as _month from (\n{sql}\n)"
        with self._table(_FACTS, kept):
            yield

    def casts(self) -> list[Callable[[str], Value]]:
        """How each dimension's values, kept as text, are read back as what they are."""
        found = self.connection.execute(f"describe {_FACTS}").fetchall()
        kinds = {str(name): str(kind) for name, kind, *_ in found}
        return [_cast(kinds[name]) for name in self.dimensions]

    def family(self, family: PartFamily) -> FamilyFacts:
        """What is told of parts that share their groups."""
        cell = ", ".join(self._cell)
        has = ", ".join(
            f"bool_or({' or '.join(f'{quoted(part)} <> 0' for part in way)}) as _has_{place}"
            for place, way in enumerate(family.ways)
        )
        with self._table(
            _PEOPLE, f"select {cell}, _who, {has} from {_FACTS} group by {cell}, _who"
        ):
            groups = self._merging(len(family.ways)).groups()
            if not groups:
                return FamilyFacts(given_up=[{} for _ in self.dimensions])
            known = sorted(set(groups.values()), key=sortable)
            numbers = {group: number for number, group in enumerate(known)}
            with self._table(_GROUPS, *self._told(groups, numbers)):
                return FamilyFacts(
                    groups=dict(zip(known, self._customers(len(family.ways)), strict=True)),
                    rows=self._sums(family.parts),
                    given_up=[
                        self._given_up(place, len(family.ways))
                        if any(len(group) <= place for group in known)
                        else {}
                        for place in range(len(self.dimensions))
                    ],
                )

    @contextmanager
    def _table(
        self, name: str, sql: str, columns: Sequence[list[Any]] | None = None
    ) -> Iterator[None]:
        """Keep an answer as a table of this connection alone."""
        self.connection.execute(f"create temp table {name} as {sql}", columns)
        try:
            yield
        finally:
            self.connection.execute(f"drop table {name}")

    @property
    def _cell(self) -> list[str]:
        return [f"_cell_{place}" for place, _ in enumerate(self.dimensions)]

    def _with_groups(self, table: str) -> str:
        same = [f"f.{column} is not distinct from g.{column}" for column in self._cell]
        return f"from {table} as f inner join {_GROUPS} as g on {' and '.join(same)}"

    def _merging(self, ways: int) -> Merging:
        """Who is in each cell, by each way of counting: as many as are enough to tell."""
        cell = ", ".join(self._cell)
        counts = ", ".join(
            f"min(_who, {self.minimum}) filter (_has_{way}), count(*) filter (_has_{way})"
            for way in range(ways)
        )
        found = self.connection.execute(
            f"select {cell}, {counts} from {_PEOPLE} group by {cell}"
        ).fetchall()
        members: dict[Cell, tuple[frozenset[str], ...]] = {}
        sizes: dict[Cell, int] = {}
        for row in found:
            values, counted = row[: len(self.dimensions)], row[len(self.dimensions) :]
            if any(counted[1::2]):
                members[values] = tuple(frozenset(who or ()) for who in counted[::2])
                sizes[values] = max(counted[1::2])
        return Merging(members, sizes, self.minimum)

    def _told(
        self, groups: Mapping[Cell, Group], numbers: Mapping[Group, int]
    ) -> tuple[str, list[list[Any]]]:
        """The number of each cell's group, and how many dimensions it tells, as a query."""
        columns: list[list[Any]] = [list(column) for column in zip(*groups, strict=True)]
        columns += [[numbers[group] for group in groups.values()]]
        columns += [[len(group) for group in groups.values()]]
        kinds = {**dict.fromkeys(self._cell, "varchar"), "_group": "integer", "_told": "integer"}
        selected = ", ".join(
            f"unnest(cast(${place} as {kind}[])) as {name}"
            for place, (name, kind) in enumerate(kinds.items(), 1)
        )
        return f"select {selected}", columns

    def _customers(self, ways: int) -> list[int]:
        """The fewest customers of any metric by group."""
        counts = ", ".join(f"count(distinct _who) filter (_has_{way})" for way in range(ways))
        found = self.connection.execute(
            f"select _group, {counts} {self._with_groups(_PEOPLE)} group by _group order by _group"
        ).fetchall()
        return [min(count for count in row[1:] if count) for row in found]

    def _given_up(self, place: int, ways: int) -> dict[str | None, int]:
        """The fewest customers of each value of a dimension whose group does not tell it.

        Metrics of which the value itself has too few customers are not told by it anywhere.
        """
        counts = ", ".join(
            f"count(distinct _who) filter (_has_{way}),"
            f" count(distinct _who) filter (_has_{way} and _told <= {place})"
            for way in range(ways)
        )
        found = self.connection.execute(
            f"select f._cell_{place}, {counts} {self._with_groups(_PEOPLE)} group by 1"
        ).fetchall()
        return {value: self._fewest(counted[::2], counted[1::2]) for value, *counted in found}

    def _fewest(self, wholes: Sequence[int], rests: Sequence[int]) -> int:
        pairs = zip(wholes, rests, strict=True)
        return min((rest for whole, rest in pairs if rest and whole >= self.minimum), default=0)

    def _sums(self, parts: Sequence[str]) -> list[tuple[Any, ...]]:
        sums = ", ".join(f"round(sum(cast({quoted(part)} as double)), {_DIGITS})" for part in parts)
        return settled_rows(
            self.connection.execute(
                f"select _group, _month, {sums} {self._with_groups(_FACTS)}"
                " group by _group, _month order by _group, _month"
            )
        )


def _cast(kind: str) -> Callable[[str], Value]:
    if kind == "BOOLEAN":
        return lambda text: text == "true"
    if kind.endswith("INT") or kind == "INTEGER":
        return int
    return float if kind.startswith(("DOUBLE", "FLOAT", "DECIMAL")) else str
