"""Which period a question is compared with, and which of its rows with which."""

from datetime import date

import duckdb
import pytest

from reports.comparisons import at_its_place, compared
from reports.metric_queries import Grain, MetricsQuery, SemanticError

SPRING = (date(2024, 3, 1), date(2024, 5, 31))


def question(
    period: tuple[date, date] | None = SPRING, grain: Grain | None = None, **more: tuple[str, ...]
) -> MetricsQuery:
    start, end = period or (None, None)
    return MetricsQuery(("nps",), start=start, end=end, grain=grain, **more)


@pytest.mark.parametrize(
    ("period", "grain", "asked", "expected"),
    [
        ("previous", None, SPRING, "2023-12-01 2024-02-29"),
        ("year", None, SPRING, "2023-03-01 2023-05-31"),
        ("previous", None, (date(2024, 3, 4), date(2024, 3, 10)), "2024-02-26 2024-03-03"),
        ("year", None, (date(2024, 2, 29), date(2024, 2, 29)), "2023-02-28 2023-02-28"),
        ("year", None, (date(2024, 2, 1), date(2024, 2, 28)), "2023-02-01 2023-02-28"),
        ("year", None, (date(2025, 2, 1), date(2025, 2, 28)), "2024-02-01 2024-02-29"),
        ("2020-01-01:2020-01-31", None, None, "2020-01-01 2020-01-31"),
        ("previous", "month", SPRING, "2024-02-01 2024-04-30"),
        ("year", "month", SPRING, "2023-03-01 2023-05-31"),
        ("previous", "quarter", SPRING, "2023-10-01 2024-03-31"),
        ("year", "quarter", SPRING, "2023-01-01 2023-06-30"),
        ("previous", "week", (date(2024, 3, 6), date(2024, 3, 6)), "2024-02-26 2024-03-03"),
        ("2022-01-01:2022-03-31", "month", SPRING, "2022-01-01 2022-03-31"),
    ],
)
def test_the_other_period(
    period: str, grain: Grain | None, asked: tuple[date, date] | None, expected: str
) -> None:
    against = compared(question(asked, grain), period).against

    assert against
    assert " ".join(map(str, against)) == expected


@pytest.mark.parametrize(
    ("asked", "period", "told"),
    [
        (question(), "last year", "previous, year or FIRST:LAST"),
        (question(), "2020-01-01:May", "two dates"),
        (question(None), "previous", "first and last day"),
        (question(None, "month"), "2020-01-01:2020-01-31", "first and last day"),
        (question(grain="week"), "year", "compare months"),
        (question((date.min, date(1, 1, 31))), "previous", "no calendar reaches"),
        (question((date.min, date(1, 1, 31)), "month"), "previous", "no calendar reaches"),
        (question((date.min, date(1, 1, 5))), "year", "no calendar reaches"),
        (question((SPRING[0], date.max)), "year", "no calendar reaches"),
        (
            question(group_by=("metric_time__month", "metric_time__year")),
            "previous",
            "rows of several times (month, year)",
        ),
    ],
)
def test_what_cannot_be_compared(asked: MetricsQuery, period: str, told: str) -> None:
    with pytest.raises(SemanticError) as error:
        compared(asked, period)

    assert told in str(error.value)


@pytest.mark.parametrize("period", ["previous", "year", "2022-03-05:2022-05-31"])
def test_rows_stand_where_they_are_compared(period: str) -> None:
    asked = compared(question(grain="month"), period)
    assert asked.against
    other = (
        "select date_trunc('month', day)::date as metric_time__month, count(*) as days"
        f" from range(timestamp '{asked.against[0]}', timestamp '{asked.against[1]} 01:00',"
        " interval 1 day) as days (day) group by 1"
    )

    moved = at_its_place(other, asked, ["metric_time__month"])

    months = duckdb.sql(f"select metric_time__month::date from ({moved}) order by 1").fetchall()
    assert months == [(date(2024, 3, 1),), (date(2024, 4, 1),), (date(2024, 5, 1),)]


def test_rows_without_a_time_stay() -> None:
    asked = compared(question(), "previous")

    assert at_its_place("select 1", asked, []) == "select 1"
