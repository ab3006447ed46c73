"""Small groups on a page: whatever one subtracts from a table, nobody stands alone."""

from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from reports.filters.merging import Merging

MINIMUM = 3
PEOPLE = [f"c{n}" for n in range(9)]
CELLS = st.tuples(*(st.sampled_from(["a", "b", None]) for _ in range(3)))
WORLDS = st.dictionaries(
    CELLS,
    st.tuples(*(st.sets(st.sampled_from(PEOPLE), max_size=4) for _ in range(2))).filter(any),
    max_size=20,
)


def groups_of(world, minimum=MINIMUM):
    members = {cell: tuple(map(frozenset, who)) for cell, who in world.items()}
    sizes = {cell: max(map(len, who)) for cell, who in world.items()}
    return Merging(members, sizes, minimum).groups()


def customers(world, cells, place):
    return len(set().union(*(world[cell][place] for cell in cells)))


@given(WORLDS)
def test_no_group_is_small_by_any_metric(world):
    groups = groups_of(world)

    for group in set(groups.values()):
        for place in (0, 1):
            found = customers(world, [c for c, told in groups.items() if told == group], place)
            assert found == 0 or found >= MINIMUM


@given(WORLDS)
def test_no_table_less_what_is_told_leaves_a_few(world):
    groups = groups_of(world)

    for count in (1, 2, 3):
        for places in combinations(range(3), count):
            for values in {tuple(cell[p] for p in places) for cell in groups}:
                whole = [c for c in groups if tuple(c[p] for p in places) == values]
                rest = [cell for cell in whole if len(groups[cell]) <= places[-1]]
                for place in (0, 1):
                    if customers(world, whole, place) >= MINIMUM:
                        found = customers(world, rest, place)
                        assert found == 0 or found >= MINIMUM


@given(WORLDS)
def test_everybody_is_told_of_or_nobody(world):
    groups = groups_of(world)

    assert not groups or set(groups) == set(world)
    assert all(cell[: len(group)] == group for cell, group in groups.items())


def people(*names):
    return (set(names),)


def test_who_gives_a_value_up_is_not_found_by_subtraction():
    """Two social contacts of the north, less than the social contacts of all: nobody's business."""
    north = {("north", "mail"): people("a", "b", "c"), ("north", "social"): people("d", "e")}
    south = {("south", "mail"): people(*"fghi"), ("south", "social"): people(*"jklm")}
    south |= {("south", "phone"): people(*"nopqr")}

    groups = groups_of(north | south)

    assert groups["north", "social"] == groups["north", "mail"] == ("north",)
    assert groups["south", "social"] == groups["south", "mail"] == ("south",)
    assert groups["south", "phone"] == ("south", "phone")
