"""Correlation, its interval and shares of R², worked by hand and held to their definitions.

Shares are those of Lindeman, Merenda & Gold (1980), as Grömping (2006) writes them: the gain in
R² by a driver, averaged over all orders in which drivers can enter.
"""

from itertools import permutations
from math import atanh, sqrt, tanh

import numpy as np
import pytest

from orchestration.forecasts.drivers import Goal, weigh
from orchestration.forecasts.importance import (
    chance_of_fit,
    correlation,
    correlation_interval,
    explained_shares,
)


def test_a_correlation_worked_by_hand() -> None:
    # Deviations −2 −1 0 1 2 and −2 0 −1 1 2: products sum to 9, squares to 10 and 10.
    assert correlation(np.array([1.0, 2, 3, 4, 5]), np.array([1.0, 3, 2, 4, 5])) == 0.9


def test_what_does_not_vary_has_no_correlation() -> None:
    assert np.isnan(correlation(np.array([1.0, 1, 1]), np.array([1.0, 2, 3])))
    roundings = np.full(100, 0.1) + np.linspace(0, 1e-17, 100)
    assert np.isnan(correlation(roundings, np.arange(100.0)))


def test_an_interval_worked_by_hand() -> None:
    # r = 0.5, n = 103: z = 0.5493, ± 1.96 / 10, so 0.3533 to 0.7453 and back 0.3393 to 0.6323.
    low, high = correlation_interval(0.5, 103)

    assert (low, high) == pytest.approx((0.3393, 0.6323), abs=1e-4)
    assert low == pytest.approx(tanh(atanh(0.5) - 1.959964 / sqrt(100)), abs=1e-6)


def test_shares_of_two_drivers_worked_by_hand() -> None:
    # r1 = 0.5, r2 = 0.3, r12 = 0.4: R² = (0.25 + 0.09 − 0.12) / 0.84 = 0.261905; the first driver
    # adds 0.25 alone and R² − 0.09 after the other, so (0.25 + 0.171905) / 2.
    shares = explained_shares(np.array([[1, 0.4], [0.4, 1]]), np.array([0.5, 0.3]))

    assert shares == pytest.approx([0.2109524, 0.0509524], abs=1e-7)


def test_drivers_that_have_nothing_in_common_explain_their_squares() -> None:
    assert explained_shares(np.eye(3), np.array([0.1, -0.2, 0.3])) == pytest.approx(
        [0.01, 0.04, 0.09]
    )


def test_the_same_driver_twice_shares_what_it_explains() -> None:
    assert explained_shares(np.ones((2, 2)), np.array([0.6, 0.6])) == pytest.approx([0.18, 0.18])


def test_shares_are_the_mean_gain_over_all_orders() -> None:
    draws = np.random.default_rng(1980)
    rows = draws.normal(size=(5, 200))
    rows[1:] += rows[0] * draws.normal(size=(4, 1)) + 0.5 * rows[[2, 3, 4, 1]]
    matrix = np.corrcoef(rows)

    def explained(names: tuple[int, ...]) -> float:
        if not names:
            return 0.0
        within, target = matrix[np.ix_(names, names)], matrix[0, list(names)]
        return float(target @ np.linalg.solve(within, target))

    by_hand = np.zeros(4)
    orders = list(permutations((1, 2, 3, 4)))
    for order in orders:
        for place, driver in enumerate(order):
            by_hand[driver - 1] += explained(order[: place + 1]) - explained(order[:place])

    shares = explained_shares(matrix[1:, 1:], matrix[0, 1:])

    assert shares == pytest.approx(by_hand / len(orders))
    assert shares.sum() == pytest.approx(explained((1, 2, 3, 4)))


def test_a_fit_is_tested_against_chance() -> None:
    # R² = 0.2, two drivers, 23 observations: F = (0.2 / 2) / (0.8 / 20) = 2.5, and with two
    # degrees above the tail is (1 + 2 F / 20) ** −10 = 1.25 ** −10.
    assert chance_of_fit(0.2, 2, 23) == pytest.approx(1.25**-10)
    assert chance_of_fit(1.0, 2, 23) == 0.0
    assert chance_of_fit(0.9, 5, 6) == 1.0


def test_noise_has_no_shares() -> None:
    draws = np.random.default_rng(2)
    target = draws.integers(0, 11, 1900).astype(float)
    drivers = {f"driver_{nth}": draws.random(1900) for nth in range(10)}
    goals = {name: Goal(0.5, is_up=True) for name in drivers}

    weighings = weigh("nps", target, drivers, goals)

    assert all(np.isnan(weighing.importance) for weighing in weighings)
    assert {weighing.importance_observations for weighing in weighings} == {1900}
    assert 0 < weighings[0].explained < 0.02


@pytest.mark.parametrize(("known", "is_told"), [(99, False), (100, True)])
def test_nothing_is_said_of_fewer_than_a_hundred(known: int, is_told: bool) -> None:
    draws = np.random.default_rng(99)
    target = draws.normal(size=150)
    driver = target + draws.normal(size=150)
    driver[known:] = np.nan

    (weighing,) = weigh("nps", target, {"effort": driver}, {"effort": Goal(0.0, is_up=False)})

    assert weighing.observations == known
    assert np.isnan(weighing.correlation) == (not is_told)
    assert np.isnan(weighing.performance) == (not is_told)


def test_a_driver_known_too_seldom_takes_no_part_in_the_shares() -> None:
    draws = np.random.default_rng(7)
    target = draws.normal(size=400)
    drivers = {name: target + draws.normal(size=400) for name in ("reply", "tenure", "effort")}
    drivers["effort"][150:] = np.nan
    goals = {name: Goal(0.0, is_up=True) for name in drivers}

    told = {weighing.driver_name: weighing for weighing in weigh("nps", target, drivers, goals)}

    assert told["effort"].observations == 150
    assert np.isnan(told["effort"].importance)
    assert told["reply"].importance_observations == 400
    assert told["reply"].importance + told["tenure"].importance == pytest.approx(1.0)
