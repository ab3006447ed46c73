"""Which groups of a cube are told apart, so that neither they nor what they leave over are small.

A cell is one combination of the dimensions' values, a group what is told of some cells: the first
of these values. Cells give up their last dimensions until two things hold (DECISIONS D171):
every group has enough customers, and so has the rest that is left when groups are subtracted from
any table by the same dimensions. Nothing here knows SQL; a sample of the customers is enough.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

Cell = tuple[str | None, ...]
Group = tuple[str | None, ...]
Members = tuple[frozenset[str], ...]
Margin = tuple[tuple[int, ...], Cell]
"""Places of some dimensions, and a value of each."""


@dataclass
class Merging:
    """Cells on their way to groups.

    Attributes:
        members: Who is in each cell, once per metric; `minimum` customers stand for more.
        sizes: How many there are, by which the smallest neighbour is found.
        minimum: Customers that a group must hold of each metric that it tells of.
    """

    members: Mapping[Cell, Members]
    sizes: Mapping[Cell, int]
    minimum: int
    _depths: dict[Cell, int] = field(default_factory=dict)

    def groups(self) -> dict[Cell, Group]:
        """The group of each cell; none where all together are too few."""
        self._depths = {cell: len(cell) for cell in self.members}
        self._merge_small()
        while self._cover_margins():
            self._merge_small()
        if self._short(self.members):
            return {}
        return {cell: cell[:depth] for cell, depth in self._depths.items()}

    def _short(self, cells: Iterable[Cell]) -> list[int]:
        """The metrics of which the cells hold some customers, but too few."""
        found: list[set[str]] = []
        for cell in cells:
            found = found or [set() for _ in self.members[cell]]
            for known, more in zip(found, self.members[cell], strict=True):
                if len(known) < self.minimum:
                    known |= more
        return [place for place, who in enumerate(found) if 0 < len(who) < self.minimum]

    def _by_group(self) -> dict[Group, list[Cell]]:
        found: dict[Group, list[Cell]] = defaultdict(list)
        for cell, depth in self._depths.items():
            found[cell[:depth]].append(cell)
        return found

    def _order(self, group: Group, cells: Collection[Cell]) -> tuple[object, ...]:
        return sum(self.sizes[cell] for cell in cells), sortable(group)

    def _give_up(self, cells: Iterable[Cell], depth: int) -> None:
        for cell in cells:
            self._depths[cell] = min(self._depths[cell], depth)

    def _merge_small(self) -> None:
        """No group is small, and none is of one value that its neighbours give away."""
        for depth in range(max(map(len, self.members), default=0), -1, -1):
            while self._merge_at(depth):
                pass

    def _merge_at(self, depth: int) -> bool:
        """One round over the groups that tell so many dimensions; whether anything changed."""
        by_group = self._by_group()
        beside: dict[Group, list[Group]] = defaultdict(list)
        for group in by_group:
            if len(group) > depth:
                beside[group[:depth]].append(group)
        is_changed = False
        for group in sorted((one for one in by_group if len(one) == depth), key=sortable):
            short = self._short(by_group[group])
            only = {cell[depth] for cell in by_group[group]} if beside[group] else set()
            joining = [
                other
                for other in beside[group]
                if all(self._has(by_group[other], place) for place in short)
                and (short or other[depth] not in only)
            ]
            if joining and (short or len(only) == 1):
                nearest = min(joining, key=lambda one: self._order(one, by_group[one]))
                self._give_up(by_group[nearest], depth)
                is_changed = True
            elif short and depth:
                self._give_up(by_group[group], depth - 1)
        return is_changed

    def _has(self, cells: Iterable[Cell], place: int) -> bool:
        return any(self.members[cell][place] for cell in cells)

    def _cover_margins(self) -> bool:
        """Let more cells give a value up where those who did are few; whether any had to."""
        rests: dict[Margin, list[Cell]] = defaultdict(list)
        for cell, depth in self._depths.items():
            for places in _places(len(cell), depth):
                rests[places, _at(cell, places)].append(cell)
        small = {margin: short for margin, cells in rests.items() if (short := self._short(cells))}
        whole: dict[Margin, list[Cell]] = defaultdict(list)
        for cell in self.members if small else ():
            for places in {places for places, _ in small}:
                if (margin := (places, _at(cell, places))) in small:
                    whole[margin].append(cell)
        is_changed = False
        for margin in sorted(small, key=lambda one: (len(one[0]), one[0], sortable(one[1]))):
            depth = margin[0][-1]
            for place in set(small[margin]) - set(self._short(whole[margin])):
                given_up = [cell for cell in whole[margin] if self._depths[cell] <= depth]
                if place in self._short(given_up):
                    self._cover(whole[margin], depth, place)
                    is_changed = True
        return is_changed

    def _cover(self, cells: Iterable[Cell], depth: int, place: int) -> None:
        """Let the smallest group that tells of a metric give up what the cells share."""
        groups: dict[Group, list[Cell]] = defaultdict(list)
        for cell in cells:
            if self._depths[cell] > depth:
                groups[cell[: self._depths[cell]]].append(cell)
        useful = [group for group, held in groups.items() if self._has(held, place)]
        nearest = min(useful, key=lambda one: self._order(one, groups[one]))
        self._give_up(groups[nearest], depth)


def _places(dimensions: int, depth: int) -> Iterator[tuple[int, ...]]:
    """The sets of dimensions of which a cell that tells so many does not tell all."""
    for count in range(1, dimensions + 1):
        for places in combinations(range(dimensions), count):
            if places[-1] >= depth:
                yield places


def _at(cell: Cell, places: tuple[int, ...]) -> Cell:
    return tuple(cell[place] for place in places)


def sortable(values: Group) -> tuple[object, ...]:
    """By which groups stand in order, however much they tell; what is not known comes last."""
    return len(values), *((value is None, value or "") for value in values)
