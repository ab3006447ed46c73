"""Filters on a page: metrics taken apart, small groups merged, formulas as trees."""
# ruff: noqa: E501 - cases and their expectations read best on one line each

from collections import Counter
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.filters.cube import CubeQuery, read_cube
from reports.filters.formula import tree
from reports.filters.parts import Additive, PartFamily, families, mean_parts, take_apart
from reports.metric_queries import MetricsQuery, SemanticError


def simple(agg, **how):
    return {"type": "simple", "type_params": {"metric_aggregation_params": {"agg": agg, **how}}}


def ratio(numerator, denominator, **how):
    parts = {"numerator": {"name": numerator, **how}, "denominator": {"name": denominator}}
    return {"type": "ratio", "type_params": parts}


METRICS = {
    "promoters": simple("sum"),
    "detractors": simple("sum"),
    "answers": simple("count"),
    "effort": simple("average"),
    "wait": simple("median"),
    "level": simple("sum", non_additive_dimension={"name": "month"}),
    "share": ratio("promoters", "answers"),
    "part": ratio("promoters", "answers", filter={"where_filters": []}),
    "nps": {
        "type": "derived",
        "type_params": {
            "expr": "100.0 * (p - detractors) / nullif(answers, 0)",
            "metrics": [{"name": "promoters", "alias": "p"}]
            + [{"name": name, "alias": None} for name in ("detractors", "answers")],
        },
    },
}


def test_a_score_is_taken_apart_into_what_adds_up():
    apart = take_apart(METRICS, ["nps", "share", "answers"])

    assert apart.leaves == ("promoters", "detractors", "answers")
    assert apart.formulas == {
        "nps": '100.0 * (asked."promoters" - asked."detractors") / nullif(asked."answers", 0)',
        "share": '1.0 * asked."promoters" / nullif(asked."answers", 0)',
    }


def test_a_mean_is_a_sum_over_a_count():
    total, count = mean_parts("effort")

    apart = take_apart(METRICS, ["effort"])

    assert apart.leaves == (total, count)


@pytest.mark.parametrize("name", ["wait", "level", "part"])
def test_what_does_not_add_up_is_refused(name):
    with pytest.raises(SemanticError, match=f"'{name}' cannot be filtered on a page: it"):
        take_apart(METRICS, [name])


@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ('1.0 * asked."a" / nullif(b, 0)', ["/", ["*", 1.0, ["asked", "a"]], ["nullif", ["asked", "b"], 0]]),
        ("case when a is null then 'few' end", ["case", ["is null", ["asked", "a"]], ["text", "few"], None]),
        ("cast(against.a as double) >= date '2026-01-01'", [">=", ["against", "a"], ["text", "2026-01-01"]]),
    ],
)  # fmt: skip
def test_a_formula_becomes_a_tree(sql, told):
    assert tree(sql) == told


@pytest.mark.parametrize("sql", ["random()", "a in (1, 2)", "seeds.a", "sum("])
def test_what_no_script_evaluates_is_refused(sql):
    with pytest.raises(SemanticError):
        tree(sql)


# Region, tier, customer and answers: North has six gold and one basic customer, South seven others.
FACTS = [("North", "gold", f"n{n}", 2) for n in range(6)] + [("North", "basic", "n6", 1)]
FACTS += [("South", f"tier {n % 4}", f"s{n}", 3) for n in range(7)]


ANSWERS = PartFamily(("answers",), (("answers",),))


def cube_of(facts, minimum=5, families=(ANSWERS,)):
    asked = MetricsQuery(("answers",), start=date(2026, 1, 1), end=date(2026, 1, 31))
    query = CubeQuery({"q": asked}, ("region", "tier"), minimum)
    rows = ", ".join(str(fact) for fact in facts)
    names = ", ".join(("answers", "efforts")[: len(facts[0]) - 3])
    sql = (
        "select timestamp '2026-01-01' as metric_time__month, * "
        f"from (values {rows}) as facts (region, tier, customer, {names})"
    )
    columns = {"q": {"answers": 'asked."answers"'}}
    additive = Additive(("answers",), {}, {})
    return read_cube(duckdb.connect(), query, sql, additive, columns, families)


def groups_of(cube, part="answers", place=0):
    """Region, tier, customers and sum; None where a value was given up."""
    values = {name: [*cube.dimensions[name], None] for name in ("region", "tier")}
    family = cube.families[place]
    told = list(
        zip(*(family.groups[name] for name in ("region", "tier", "customers")), strict=True)
    )
    return {
        (values["region"][told[group][0]], values["tier"][told[group][1]], told[group][2], number)
        for group, number in zip(family.rows["group"], family.rows[part], strict=True)
    }


JUNE = (date(2026, 6, 1), date(2026, 6, 30))


@pytest.mark.parametrize(
    ("period", "against", "told"),
    [
        ((date(2026, 6, 10), date(2026, 6, 30)), None, "its period is no whole months"),
        ((date(2026, 5, 4), date(2026, 6, 28)), None, "its period is no whole months"),
        (JUNE, (date(2026, 5, 2), date(2026, 5, 31)), "its period is no whole months"),
        (JUNE, (date(2025, 1, 1), date(2025, 12, 31)), "against is not as long as its period"),
    ],
)
def test_a_period_that_months_do_not_tell_cannot_be_filtered(period, against, told):
    asked = MetricsQuery(("answers",), start=period[0], end=period[1], against=against)

    with pytest.raises(SemanticError, match=f"'q' cannot be filtered: {told}"):
        CubeQuery({"q": asked}, ("region",), 5).finest(("answers",))


def test_small_groups_give_up_what_sets_them_apart():
    assert groups_of(cube_of(FACTS[7:])) == {("South", None, 7, 21)}


def test_the_smallest_neighbour_joins_what_would_be_too_small():
    large = [("North", "plus", f"p{n}", 1) for n in range(9)]

    found = groups_of(cube_of([*FACTS, *large]))

    assert found == {("North", "plus", 9, 9), ("North", None, 7, 13), ("South", None, 7, 21)}


def test_a_region_that_is_too_small_is_none_and_no_answer_is_lost():
    facts = [*FACTS, *(("West", "gold", f"w{n}", 5) for n in range(4))]

    cube = cube_of(facts)

    assert "West" not in cube.dimensions["region"]
    assert min(cube.families[0].groups["customers"]) >= 5
    assert sum(cube.families[0].rows["answers"]) == sum(fact[3] for fact in facts)


def test_a_company_smaller_than_a_group_has_nothing_to_choose():
    assert groups_of(cube_of(FACTS[:4])) == set()


def test_facts_of_nobody_known_count_as_a_customer_a_month():
    assert groups_of(cube_of([("North", "gold", "unknown", 9) for _ in range(7)])) == set()


REGIONS, TIERS = (
    st.sampled_from(["North", "South", "West"]),
    st.sampled_from(["gold", "basic", "x"]),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(REGIONS, TIERS), min_size=5, max_size=40))
def test_a_table_less_what_the_page_holds_leaves_nobody_alone(people):
    """One answer each: what is left when a table is subtracted is a number of customers."""
    told = groups_of(cube_of([(*who, f"c{n}", 1) for n, who in enumerate(people)]))

    for places in ((0,), (1,), (0, 1)):
        tables = Counter(tuple(who[place] for place in places) for who in people)
        shown = Counter()
        for group in told:
            shown[tuple(group[place] for place in places)] += group[3]
        for values, count in tables.items():
            assert count < 5 or count - shown[values] == 0 or count - shown[values] >= 5


def test_metrics_of_other_people_have_groups_of_their_own():
    facts = [(*fact, 1 if fact[2] in ("s0", "s4", "n1") else 0) for fact in FACTS]
    facts += [("East", "gold", f"e{n}", 1, 1) for n in range(6)]
    apart = families([(("answers",), ("answers",)), (("efforts",), ("efforts",))])

    cube = cube_of(facts, families=apart)

    assert groups_of(cube) == {
        ("East", "gold", 6, 6), ("North", None, 7, 13), ("South", None, 7, 21)
    }  # fmt: skip
    assert groups_of(cube, "efforts", 1) == {(None, None, 9, 9)}


def test_metrics_that_share_a_part_share_their_groups():
    found = families([(("a",), ("a",)), (("b", "n"), ("b", "n")), (("c", "n"), ("c", "n", "late"))])

    assert [(one.parts, one.ways) for one in found] == [
        (("a",), (("a",),)),
        (("b", "n", "c", "late"), (("b", "n"), ("c", "n"), ("b", "n", "c", "late"))),
    ]


def test_what_can_be_chosen_is_what_the_answers_hold_and_in_their_order():
    facts = [
        (number, flag, f"c{number}{flag}{n}", 1)
        for number in (2, 10)
        for flag in (True, False)
        for n in range(5)
    ]

    cube = cube_of(facts)

    assert cube.dimensions == {"region": [2, 10], "tier": [False, True]}
    assert set(groups_of(cube)) == {
        (2, True, 5, 5),
        (2, False, 5, 5),
        (10, True, 5, 5),
        (10, False, 5, 5),
    }
