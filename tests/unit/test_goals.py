"""Goals of the company: how a value is judged, and which mistakes in the seed are named."""

from collections.abc import Sequence
from datetime import date

import duckdb
import pytest

from quality.goals import COLUMNS, MetricTraits, goal_problems
from reports.metric_goals import Goal, Goals, Judged, goal_sql, status_sql

KNOWN = {
    "csat": MetricTraits("up", frozenset({"customer__tier_name"})),
    "ces": MetricTraits("down", frozenset()),
}
HEADER = ",".join(COLUMNS)
ANY = "*,,,,,,,,,30,,,,"


def test_a_goal_that_must_be_passed_is_told_from_one_that_must_be_reached() -> None:
    goals = Goals((goal(), goal(value=0.9, is_inclusive=False), goal(metric="ces")))

    assert (goals.strict("csat"), goals.strict("ces")) == ((0.9,), ())


def goal(**told: object) -> Goal:
    plain: dict[str, object] = {
        "metric": "csat",
        "segment": None,
        "segment_value": None,
        "direction": "up",
        "value": 0.8,
        "is_inclusive": True,
        "action": 0.65,
        "minimum_n": None,
        "valid_from": None,
        "valid_to": None,
    }
    return Goal(**(plain | told))  # type: ignore[arg-type]


def status(value: str, *goals: Goal, n: str = "30", **told: str | None) -> object:
    judged = Judged(value=value, day="date '2026-06-30'", relation="asked", n=n, **told)
    return one(status_sql(goals, judged, "30"))


def one(sql: str) -> object:
    with duckdb.connect() as connection:
        connection.execute("create table asked as select 'gold' as tier_name")
        return connection.execute(f"select {sql} from asked").fetchall()[0][0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("24 / 30.0", "met"),
        ("1 - 6 / 30.0", "met"),
        ("0.1 * 3 + 0.5", "met"),
        ("0.7999", "watch"),
        ("0.65", "watch"),
        ("0.6499", "act"),
    ],
)
def test_exactly_at_the_goal_is_met_and_exactly_at_the_threshold_is_no_alarm(
    value: str, said: str
) -> None:
    assert status(value, goal()) == said


def test_a_goal_of_a_third_is_met_by_a_third() -> None:
    third = goal(value=0.3333333333, action=0.1666666667)

    assert [status(value, third) for value in ("10 / 30.0", "5 / 30.0")] == ["met", "watch"]


def test_a_goal_below_a_value_can_leave_the_value_itself_out() -> None:
    effort = goal(direction="down", value=2.0, is_inclusive=False, action=None)

    assert [status(value, effort) for value in ("1.99", "2.0", "4.0")] == ["met", "watch", "watch"]


@pytest.mark.parametrize(("n", "said"), [("0", "few"), ("29", "few"), ("30", "met")])
def test_a_value_is_judged_from_thirty_answers_on(n: str, said: str) -> None:
    assert status("0.9", goal(), n=n) == said
    assert status("null", goal(), n="30") == "few"


def test_without_a_goal_there_is_only_too_few() -> None:
    assert status("0.9") == "none"
    assert status("0.9", n="3") == "few"


@pytest.mark.parametrize(
    ("count", "n", "pending", "said"),
    [
        ("80", "100", "0", "met"),  # nothing is pending
        ("95", "100", "10", "met"),  # 95 of 110 meets it, whatever comes
        ("85", "100", "10", "maturing"),  # 85 of 110 would not
        ("0", "10", "40", "maturing"),  # too few yet, but not for long
        ("0", "10", "5", "few"),
    ],
)
def test_a_share_matures_while_what_is_pending_could_change_its_status(
    count: str, n: str, pending: str, said: str
) -> None:
    value = f"{count} / nullif({n}, 0)"

    assert status(value, goal(action=None), n=n, count=count, pending=pending) == said


def test_a_segments_goal_goes_before_the_general_one_while_it_holds() -> None:
    goals = Goals(
        (
            goal(value=0.8),
            goal(segment="tier_name", segment_value="gold", value=0.9, valid_to=date(2026, 6, 30)),
        )
    )
    of_tiers, of_all = goals.of("csat", ["tier_name"]), goals.of("csat", [])

    def asked(goals: tuple[Goal, ...], day: str) -> object:
        sql = goal_sql(goals, Judged("0.85", f"date '{day}'", "asked"))
        return one(f"cast({sql} as double)")

    assert asked(of_tiers, "2026-06-30") == 0.9
    assert asked(of_tiers, "2026-07-01") == 0.8
    assert asked(of_all, "2026-06-30") == 0.8


def test_the_minimum_is_the_metrics_own_or_everyones() -> None:
    everyone = goal(metric="*", value=None, minimum_n=30)
    goals = Goals((everyone, goal(minimum_n=50)))

    assert (minimum(goals, "csat"), minimum(goals, "ces"), minimum(Goals(), "ces")) == (50, 30, 1)


def test_a_minimum_holds_for_its_time_and_its_segment() -> None:
    before, after = date(2025, 12, 31), date(2026, 1, 1)
    goals = Goals(
        (
            goal(metric="*", value=None, minimum_n=30),
            goal(minimum_n=200, valid_to=before),
            goal(minimum_n=50, valid_from=after),
            goal(minimum_n=10, segment="tier_name", segment_value="gold", valid_from=after),
        )
    )

    assert minimum(goals, "csat", day=before) == 200
    assert minimum(goals, "csat", day=after) == 50
    assert minimum(goals, "csat", ["tier_name"], day=before) == 200
    assert minimum(goals, "csat", ["tier_name"], day=after) == 10
    expired = Goals((goals.rows[0], goals.rows[1]))
    assert minimum(expired, "csat", day=after) == 30


def minimum(
    goals: Goals, metric: str, segments: Sequence[str] = (), day: date = date(2026, 6, 30)
) -> object:
    return one(goals.minimum_n(metric, segments, Judged("1", f"date '{day}'", "asked")))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("csatt,,,up,0.8,true,,,,,team,monthly,,", "no metric 'csatt'; did you mean 'csat'?"),
        ("csat,,,up,80 %,true,,,,,team,monthly,,", "goal_value '80 %' is no number"),
        ("csat,,,down,0.8,true,,,,,team,monthly,,", "direction 'down', but of csat better is up"),
        ("csat,,,up,0.8,true,,,0.9,,team,monthly,,", "action_value 0.9 lies on the good side"),
        ("csat,,,up,0.8,true,,,,,team,monthly,31.12.2026,", "valid_from '31.12.2026' is no date"),
        ("csat,,,up,0.8,true,,,,,team,monthly,2026-02-01,2026-01-01", "lies before valid_from"),
        ("csat,,,up,0.8,true,,,,,,monthly,,", "owner_name is missing"),
        ("csat,,,up,0.8,true,,,,few,team,monthly,,", "minimum_n 'few' is no whole number"),
        ("csat,customer__tier,gold,up,0.8,true,,,,,team,monthly,,", "mean 'customer__tier_name'?"),
        ("csat,customer__tier_name,,up,0.8,true,,,,,team,monthly,,", "stand together"),
        ("csat,,up,0.8", "4 values instead of 14"),
        (f"csat,{'x' * 200_000}", "no CSV: field larger than field limit"),
    ],
)
def test_a_mistake_is_named_with_its_line(row: str, message: str) -> None:
    problems = goal_problems("\n".join([HEADER, ANY, row]), KNOWN)

    assert [problem.line for problem in problems] == [3]
    assert message in str(problems[0])
    assert str(problems[0]).startswith("goals.csv:3: ")


def test_lines_may_end_in_a_carriage_return() -> None:
    assert goal_problems(f"{HEADER}\r{ANY}\r", KNOWN) == ()


def test_two_goals_may_follow_but_not_overlap() -> None:
    first = "csat,,,up,0.8,true,,,,,team,monthly,,2026-06-30"
    follows = "csat,,,up,0.85,true,,,,,team,monthly,2026-07-01,"
    overlaps = "csat,,,up,0.85,true,,,,,team,monthly,2026-06-30,"

    assert goal_problems("\n".join([HEADER, ANY, first, follows]), KNOWN) == ()
    problems = goal_problems("\n".join([HEADER, ANY, first, overlaps]), KNOWN)
    assert [str(problem) for problem in problems] == [
        "goals.csv:4: overlaps the goal of csat in line 3"
    ]


def test_someone_must_say_how_many_answers_are_enough() -> None:
    assert "a row * must say minimum_n" in str(goal_problems(HEADER, KNOWN)[0])
