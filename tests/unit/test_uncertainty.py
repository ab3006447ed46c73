"""Intervals and tests, held to published figures and to what must hold at the edges."""

import duckdb
import pytest

from reports.uncertainty import METHODS, error_of_difference

# Airport survey 2017: answers on a scale of 0 to 10, and satisfied of all who rated.
AIRPORT = {"n": "2746", "promoters": "1436", "detractors": "342", "value": "39.8398"}
SATISFIED = {"n": "2688", "count": "2206"}


def value(sql: str) -> float | None:
    with duckdb.connect() as connection:
        found = connection.execute(f"select cast({sql} as double)").fetchall()
    known: float | None = found[0][0]
    return known


def ends(method: str, parts: dict[str, str]) -> tuple[float | None, float | None]:
    low, high = METHODS[method].interval(parts)
    return value(low), value(high)


def test_the_published_score_has_its_published_error_and_interval() -> None:
    assert value(METHODS["adjusted_wald"].error(AIRPORT)) == pytest.approx(1.3341, abs=5e-5)
    assert ends("adjusted_wald", AIRPORT) == pytest.approx((37.18, 42.41), abs=0.005)


def test_the_published_plain_interval_is_that_of_the_error_around_the_score() -> None:
    score = 100 * (1436 - 342) / 2746
    half = 1.959964 * (value(METHODS["adjusted_wald"].error(AIRPORT)) or 0)
    plain = (score - half, score + half)

    assert score == pytest.approx(39.8398, abs=5e-5)
    assert plain == pytest.approx((37.22, 42.45), abs=0.01)
    # From 300 answers on it hardly matters which of the two is shown.
    assert ends("adjusted_wald", AIRPORT) == pytest.approx(plain, abs=0.1)


def test_the_published_share_has_wilsons_interval() -> None:
    # Worked by hand with z = 1.96 from 2206 of 2688.
    assert ends("wilson", SATISFIED) == pytest.approx((0.80572, 0.83473), abs=5e-5)


@pytest.mark.parametrize("count", ["829", "174", "-1"])
def test_what_is_no_part_of_its_n_has_no_interval_and_no_error(count: str) -> None:
    beyond, share = {"n": "173", "count": count}, {"n": "173", "count": "20"}

    assert ends("wilson", beyond) == (None, None)
    assert value(METHODS["wilson"].error(beyond)) is None
    assert value(error_of_difference(METHODS["wilson"], share, beyond)) is None


@pytest.mark.parametrize("count", ["0", "173"])
def test_none_and_all_are_shares(count: str) -> None:
    low, high = ends("wilson", {"n": "173", "count": count})

    assert low is not None
    assert high is not None
    assert 0 <= low < high <= 1


def test_equal_weights_are_no_weights() -> None:
    weighted = {
        "n": "2746",
        "weight": "5492.0",
        "squared_weight": "10984.0",
        "promoters_weight": "2872.0",
        "detractors_weight": "684.0",
    }

    assert ends("weighted_wald", weighted) == pytest.approx(ends("adjusted_wald", AIRPORT))


def test_unequal_weights_are_fewer_answers() -> None:
    # One answer of weight 3 and three of weight 1 are 36 / 12 = 3 answers.
    parts = {
        "n": "4",
        "weight": "6.0",
        "squared_weight": "12.0",
        "promoters_weight": "3.0",
        "detractors_weight": "0.0",
    }

    assert ends("weighted_wald", parts) == pytest.approx(
        ends("adjusted_wald", {"n": "3.0", "promoters": "1.5", "detractors": "0"})
    )


def test_the_error_of_a_mean_is_the_samples() -> None:
    # 1 2 3 4: mean 2.5, squares 30, standard deviation 1.2910, over two.
    parts = {"n": "4", "squares": "30", "value": "2.5"}

    assert value(METHODS["standard_error"].error(parts)) == pytest.approx(0.645497, abs=1e-6)
    assert ends("standard_error", parts) == pytest.approx((1.23485, 3.76515), abs=1e-5)


@pytest.mark.parametrize(
    ("method", "parts"),
    [
        ("wilson", {"n": "0", "count": "0"}),
        ("adjusted_wald", {"n": "0", "promoters": "0", "detractors": "0"}),
        (
            "weighted_wald",
            {
                "n": "0",
                "weight": "0",
                "squared_weight": "0",
                "promoters_weight": "0",
                "detractors_weight": "0",
            },
        ),
        ("standard_error", {"n": "0", "squares": "null", "value": "null"}),
        ("standard_error", {"n": "1", "squares": "9", "value": "3.0"}),
    ],
)
def test_nothing_counted_is_nothing_known(method: str, parts: dict[str, str]) -> None:
    assert ends(method, parts) == (None, None)
    assert value(METHODS[method].error(parts)) is None


@pytest.mark.parametrize(
    ("n", "count", "low", "high"),
    [(29, 0, 0.0, 0.117), (30, 0, 0.0, 0.1135), (30, 30, 0.8865, 1.0), (1, 1, 0.2065, 1.0)],
)
def test_a_share_of_none_or_all_keeps_an_interval(
    n: int, count: int, low: float, high: float
) -> None:
    assert ends("wilson", {"n": f"{n}", "count": f"{count}"}) == pytest.approx(
        (low, high), abs=5e-5
    )


def test_a_score_of_a_hundred_stays_on_its_scale() -> None:
    low, high = ends("adjusted_wald", {"n": "30", "promoters": "30", "detractors": "0"})

    assert high == 100.0
    assert low is not None
    assert low == pytest.approx(78.70, abs=0.005)


def test_two_shares_are_tested_as_one_sample() -> None:
    # 45 of 100 and 60 of 100: pooled 0.525, error 0.0706, z −2.124.
    one, other = {"n": "100", "count": "45"}, {"n": "100", "count": "60"}

    error = value(error_of_difference(METHODS["wilson"], one, other))

    assert error == pytest.approx(0.0706223, abs=1e-7)


def test_two_scores_are_tested_by_both_errors() -> None:
    error = value(error_of_difference(METHODS["adjusted_wald"], AIRPORT, AIRPORT))

    assert error == pytest.approx(1.3341 * 2**0.5, abs=1e-4)


def test_a_mean_of_what_is_never_negative_ends_at_nothing() -> None:
    # 1, 1 and 40 minutes: the mean is 14, its error 13, and nobody waits for less than no time.
    low, high = ends("standard_error", {"n": "3", "squares": "1602", "value": "14.0"})

    assert low == 0.0
    assert high == pytest.approx(14 + 13 * 1.959964, abs=1e-4)
    assert ends("standard_error", {"n": "1", "squares": "196", "value": "14.0"}) == (None, None)


def test_a_curve_carries_its_own_ends_and_none_where_nobody_was_observed() -> None:
    method, ends = METHODS["kaplan_meier"], {"low": "0.87", "high": "0.89", "value": "0.88"}

    assert [value(end) for end in method.interval({**ends, "n": "40"})] == [0.87, 0.89]
    assert value(method.error({**ends, "n": "40"})) == pytest.approx(0.02 / (2 * 1.959964))
    assert [value(end) for end in method.interval({**ends, "n": "0"})] == [None, None]
