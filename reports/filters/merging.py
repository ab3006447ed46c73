"""The SQL that adds parts up by group and month, so that no group is small.

A group is one combination of the dimensions. Those with too few customers give their last
dimension up and become one group of what they still share; if that is too small, the smallest of
their neighbours joins it; if there is none, the dimension before is given up (DECISIONS D171).
"""

from collections.abc import Sequence
from dataclasses import dataclass

# Stands for a value that was given up; no vendor sends this character.
MERGED = "\x1a"
_MERGED_SQL = f"chr({ord(MERGED)})"
# Enough digits for minutes and money; a sum's last ones depend on the order of its summands.
_DIGITS = 4


@dataclass(frozen=True)
class Merging:
    """What is merged.

    Attributes:
        dimensions: Columns that make a group, the one to give up last first.
        customer: Column of the customers that are counted.
        month: Column of the months.
        minimum: Customers that a group must hold.
    """

    dimensions: tuple[str, ...]
    customer: str
    month: str
    minimum: int

    def statement(self, sql: str, parts: Sequence[str]) -> str:
        """The statement around a query of parts by customer, dimensions and month.

        Its columns: number of the group from 1, customers, dimensions, month, parts.
        """
        told, month = _list([f"g.{kept}" for kept in self._kept]), _quoted(self.month)
        sums = _list(
            [f'round(sum(cast(f."{part}" as double)), {_DIGITS}) as "{part}"' for part in parts]
        )
        size = "count(distinct _who)"
        steps = [
            f"finest as (\n{sql}\n)",
            self._members(),
            *(step for place in range(len(self.dimensions), 0, -1) for step in self._level(place)),
            f"counted as (select *, {size} over (partition by {_list(self._kept)}) as _customers"
            " from level_0)",
            f"groups as (select distinct {_list([*self._names, *self._kept])}, _customers"
            f" from counted where _customers >= {self.minimum})",
            f"added as (select {told}, g._customers, f.{month}, {sums} from finest as f"
            f" inner join groups as g on {_same(self._names, 'cast(f.{} as varchar)', 'g.{}')}"
            f" group by {told}, g._customers, f.{month})",
        ]
        order = _list(self._kept)
        return (
            f"with {', '.join(steps)} select dense_rank() over (order by {order}), _customers,"
            f" {order}, cast({month} as date), {_list([_quoted(part) for part in parts])}"
            f" from added order by {order}, {month}"
        )

    @property
    def _names(self) -> list[str]:
        return [_quoted(name) for name in self.dimensions]

    @property
    def _kept(self) -> list[str]:
        """The columns of what is left of each dimension."""
        return [f"_kept_{place}" for place, _ in enumerate(self.dimensions, 1)]

    def _members(self) -> str:
        """Who is in which group; facts of nobody known count as one customer a month."""
        who, month, names = _quoted(self.customer), _quoted(self.month), self._names
        texts = _list([f"cast({name} as varchar) as {name}" for name in names])
        kept = _list(
            [f"cast({name} as varchar) as {k}" for name, k in zip(names, self._kept, strict=True)]
        )
        return (
            f"level_{len(names)} as (select distinct {texts}, {kept}, case when"
            f" coalesce({who}, 'unknown') = 'unknown' then cast({month} as varchar) else {who} end"
            f" as _who from finest)"
        )

    def _level(self, place: int) -> list[str]:
        """Give one dimension up where a group is too small."""
        kept, this = self._kept, self._kept[place - 1]
        group, shared = _list(kept), _list([*kept[: place - 1], "true"])
        size = f"count(distinct _who) over (partition by {group})"
        is_merged = f"{this} is not distinct from {_MERGED_SQL}"
        given_up = _list(
            [
                f"case when j._joins then {_MERGED_SQL} else s.{k} end as {k}"
                for k in kept[place - 1 :]
            ]
        )
        return [
            f"small_{place} as (select * replace (case when {size} < {self.minimum} then"
            f" {_MERGED_SQL} else {this} end as {this}) from level_{place})",
            f"sizes_{place} as (select {group}, count(distinct _who) as _size from small_{place}"
            f" group by {group})",
            f"ranked_{place} as (select {group}, {is_merged} as _is_merged, row_number() over"
            f" (partition by {shared}, {is_merged} order by _size, {group}) as _rank,"
            f" max(case when {is_merged} and _size < {self.minimum} then 1 else 0 end)"
            f" over (partition by {shared}) as _is_short from sizes_{place})",
            f"joining_{place} as (select {group}, true as _joins from ranked_{place}"
            " where _is_short = 1 and not _is_merged and _rank = 1)",
            f"level_{place - 1} as (select s.* replace ({given_up}) from small_{place} as s"
            f" left join joining_{place} as j on {_same(kept, 's.{}', 'j.{}')})",
        ]


def _quoted(name: str) -> str:
    return f'"{name}"'


def _list(names: Sequence[str]) -> str:
    return ", ".join(names)


def _same(names: Sequence[str], one: str, other: str) -> str:
    return " and ".join(
        f"{one.format(name)} is not distinct from {other.format(name)}" for name in names
    )
