"""What is told beside a metric: when a change is news, and when nothing can be said of it."""

from datetime import date

import duckdb
import pytest

from reports.metric_definitions import Definitions
from reports.metric_goals import Goal, Goals
from reports.metric_judgement import Judgement
from reports.metric_queries import MetricsQuery
from reports.warehouse import settled_rows

MEAN = {
    "minutes": {
        "type": "simple",
        "type_params": {},
        "config": {
            "meta": {
                "direction": "down",
                "interval": {"method": "standard_error", "n": "answers", "squares": "squares"},
            }
        },
    },
    "answers": {"type": "simple", "type_params": {}},
    "squares": {"type": "simple", "type_params": {}},
}
PERIOD = (date(2026, 6, 1), date(2026, 6, 30))
BEFORE = (date(2026, 5, 1), date(2026, 5, 31))


def verdict(now: tuple[int, ...], before: tuple[int, ...], goals: Goals) -> object:
    """The verdict on the mean of some answers against that of others."""
    judgement = Judgement(Definitions(MEAN, {}), goals)
    query = MetricsQuery(("minutes",), start=PERIOD[0], end=PERIOD[1], against=BEFORE)
    sql = judgement.columns(query, (), is_compared=True)["minutes_verdict"]
    asked, against = (
        f"(select {sum(told) / len(told)} as minutes, {len(told)} as answers,"
        f" {sum(one * one for one in told)} as squares)"
        for told in (now, before)
    )
    return duckdb.sql(f"select {sql} from {asked} as asked, {against} as against").fetchall()[0][0]


def test_a_curve_that_nobody_has_left_has_no_interval() -> None:
    curve = {"method": "kaplan_meier", "n": "contracts", "low": "least", "high": "most"}
    metrics = {
        name: {"type": "simple", "type_params": {}} for name in ("contracts", "least", "most")
    }
    metrics["stayed"] = {**metrics["least"], "config": {"meta": {"interval": curve}}}
    judgement = Judgement(Definitions(metrics, {}), Goals())
    columns = judgement.columns(MetricsQuery(("stayed",), interval=True), (), is_compared=False)
    told = ", ".join(f"{columns[name]} as {name}" for name in ("stayed_low", "stayed_high"))

    found = duckdb.sql(
        f"select {told} from (select 1.0 as stayed, 40 as contracts, null as least, null as most)"
        " as asked"
    ).fetchall()

    # The ends of the curve are unknown at 1 and at 0: not 0 to 0.
    assert found == [(None, None)]


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [
        ((10, 11, 12), (20, 21, 22), "better"),
        ((20, 21, 22), (10, 11, 12), "worse"),
        ((10, 30, 20), (11, 29, 23), "same"),
        ((10,), (5,), "few"),
        ((10, 11, 12), (5,), "few"),
    ],
)
def test_a_change_without_a_known_error_is_no_news(
    now: tuple[int, ...], before: tuple[int, ...], said: str
) -> None:
    assert verdict(now, before, Goals()) == said


def test_a_statement_and_a_filter_tell_the_same() -> None:
    """One makes once what several columns need, the other reads the two periods in each."""
    now, before = (
        f"select * from (values {rows}) as told(tier, minutes, answers, squares)"
        for rows in (
            "('a', 12.0, 4, 600), ('b', 9.0, 1, 81)",
            "('a', 20.0, 5, 2100), ('c', 7.0, 3, 150)",
        )
    )
    goals = Goals((Goal("minutes", "tier", "a", "down", 15.0, True, None, 2, None, None),))
    judgement = Judgement(Definitions(MEAN, {}), goals)
    query = MetricsQuery(
        ("minutes",), ("tier",), start=PERIOD[0], end=PERIOD[1], against=BEFORE, least_n=2
    )
    columns = judgement.columns(query, ("tier",), is_compared=True)
    told = ", ".join(f'{sql} as "{name}"' for name, sql in columns.items())

    statement = duckdb.sql(judgement.around(query, ("tier",), now, before)).fetchall()
    in_place = duckdb.sql(
        f"select coalesce(asked.tier, against.tier) as tier, {told} from ({now}) as asked"
        f" full outer join ({before}) as against on asked.tier = against.tier order by 1"
    ).fetchall()

    assert statement == in_place
    assert [row[0] for row in statement] == ["a", "b", "c"]
    assert {"met", "few"} == {row[list(columns).index("minutes_status") + 1] for row in statement}


@pytest.mark.parametrize(
    ("start", "end", "grain", "said"),
    [
        (PERIOD[0], PERIOD[1], None, "met"),
        (BEFORE[0], PERIOD[1], "month", "met"),
        (BEFORE[0], PERIOD[1], None, "none"),
        (date(2026, 4, 1), PERIOD[1], "quarter", "none"),
        (PERIOD[0], date(2026, 6, 7), None, "none"),
        (None, None, None, "none"),
    ],
)
def test_what_adds_up_is_held_to_a_goal_of_its_period_alone(
    start: date | None, end: date | None, grain: str | None, said: str
) -> None:
    orders = {
        "orders": {
            "type": "simple",
            "type_params": {"metric_aggregation_params": {"agg": "sum"}},
            "config": {"meta": {"direction": "up"}},
        }
    }
    goal = Goal("orders", None, None, "up", 100.0, True, None, None, None, None, "monthly")
    group_by = (f"metric_time__{grain}",) if grain else ()

    columns = Judgement(Definitions(orders, {}), Goals((goal,))).columns(
        MetricsQuery(("orders",), start=start, end=end, interval=True), group_by, is_compared=False
    )

    told = duckdb.sql(
        f"select {columns['orders_status']}"
        " from (select 300 as orders, date '2026-06-01' as metric_time__month) as asked"
        if grain != "quarter"
        else f"select {columns['orders_status']} from (select 300 as orders) as asked"
    )
    assert told.fetchall() == [(said,)]


def test_an_answer_holds_nothing_that_is_no_number() -> None:
    found = duckdb.execute(
        "select 'nan'::double as no, 'inf'::double as endless, null::double as unknown, 0.5 as half"
    )

    assert settled_rows(found) == [(None, None, None, 0.5)]
