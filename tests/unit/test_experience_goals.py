"""Where a goal stands: on the straight line from its baseline to its target, or not."""

from datetime import date

import pytest

from reports.experience_goals import MeasuredGoal, complete_months, measure, progress
from reports.metric_queries import MetricsQuery, QueryResult

# From 20 to 50 in a hundred days.
UP = MeasuredGoal("up", "nps", (), 20.0, date(2026, 1, 1), 50.0, date(2026, 4, 11), 1)
DOWN = MeasuredGoal("down", "ces", (), 3.0, date(2026, 1, 1), 2.0, date(2026, 4, 11), 1)
HALFWAY = date(2026, 2, 20)


@pytest.mark.parametrize(
    ("current", "status", "ahead"),
    [(35.0, "on_track", 0.0), (34.9, "off_track", -0.1), (50.0, "reached", 15.0)],
)
def test_on_the_line_is_on_track(current: float, status: str, ahead: float) -> None:
    told = progress(UP, current, HALFWAY)

    assert (told.status, told.ahead_by) == (status, pytest.approx(ahead))
    assert told.expected == 35.0


def test_less_may_be_better() -> None:
    told = progress(DOWN, 2.4, HALFWAY)

    assert (told.status, told.ahead_by) == ("on_track", pytest.approx(0.1))
    assert told.share_done == pytest.approx(0.6)


def test_the_rate_so_far_says_when() -> None:
    # 10 of 30 in 50 days: 30 in 150 days.
    assert progress(UP, 30.0, HALFWAY).reached_on == date(2026, 5, 31)
    assert progress(UP, 15.0, HALFWAY).reached_on is None
    assert progress(UP, 55.0, HALFWAY).reached_on is None


def test_after_its_day_a_goal_is_held_to_its_target() -> None:
    assert progress(UP, 49.0, date(2027, 1, 1)).status == "off_track"


@pytest.mark.parametrize("current", [5.0, 35.0, 60.0])
def test_before_a_month_has_ended_since_its_start_a_goal_has_no_way_behind_it(
    current: float,
) -> None:
    for on in (date(2025, 12, 31), UP.baseline_on):
        told = progress(UP, current, on)

        assert told.status == "not_begun"
        assert (told.current, told.expected, told.ahead_by, told.reached_on) == (
            current,
            *3 * [None],
        )


def test_too_few_answers_and_none_are_no_progress() -> None:
    assert progress(UP, 60.0, HALFWAY, withheld="few").status == "few"
    assert progress(UP, None, HALFWAY).status == "unknown"


@pytest.mark.parametrize(
    ("told", "status"), [("met", "reached"), ("few", "few"), ("maturing", "maturing")]
)
def test_what_the_semantic_layer_does_not_judge_is_not_reached(told: str, status: str) -> None:
    class Layer:
        def query(self, query: MetricsQuery) -> QueryResult:
            return QueryResult(("nps", "nps_status"), ("DOUBLE", "VARCHAR"), ((60.0, told),), "")

    (found,) = measure(Layer(), [UP], date(2026, 2, 28))

    assert found.status == status


def test_only_complete_months_are_measured() -> None:
    assert complete_months(date(2026, 5, 30), 1) == (date(2026, 4, 1), date(2026, 4, 30))
    assert complete_months(date(2026, 5, 31), 3) == (date(2026, 3, 1), date(2026, 5, 31))
