"""Published answers of the forecasting models, and their parameters found again in simulated data.

The published figures are those of the CDNOW sample of 2,357 customers, in weeks: Fader, Hardie
& Lee (2005), "Counting Your Customers" the Easy Way; Fader & Hardie (2013), The Gamma-Gamma Model.
"""

import numpy as np
import pytest

from orchestration.forecasts import bgnbd, gamma_gamma

CDNOW = bgnbd.BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
CDNOW_SPEND = gamma_gamma.GammaGamma(p=6.25, q=3.74, gamma=15.44)


def history(frequency: list[float], recency: list[float], age: list[float]) -> bgnbd.History:
    return bgnbd.History(np.array(frequency), np.array(recency), np.array(age))


def simulated(customers: int, weeks: float) -> bgnbd.History:
    """Customers who behave exactly as the model says, watched for some weeks."""
    draws = np.random.default_rng(2005)
    rate = draws.gamma(CDNOW.r, 1 / CDNOW.alpha, customers)
    leaving = draws.beta(CDNOW.a, CDNOW.b, customers)
    frequency, recency = np.zeros(customers), np.zeros(customers)
    clock, active = np.zeros(customers), np.ones(customers, dtype=bool)
    while active.any():
        clock += np.where(active, draws.exponential(1, customers) / rate, 0)
        active &= clock <= weeks
        frequency += active
        recency = np.where(active, clock, recency)
        active &= draws.random(customers) > leaving
    return bgnbd.History(frequency, recency, np.full(customers, weeks))


def test_a_customer_of_the_paper_is_expected_to_buy_as_often_as_published() -> None:
    customer = history([2.0], [30.43], [38.86])

    expected = bgnbd.expected_purchases(CDNOW, customer, 39.0)

    assert expected[0] == pytest.approx(1.226, abs=0.0005)


def test_a_customer_without_a_repeat_purchase_has_not_left() -> None:
    assert bgnbd.probability_alive(CDNOW, history([0.0], [0.0], [38.86]))[0] == 1.0


def test_the_likelihood_of_no_repeat_purchase_is_that_of_no_event() -> None:
    # With x = 0 the model is the gamma mixture of exponentials: (α / (α + T)) ** r.
    by_hand = 0.243 * np.log(4.414 / (4.414 + 38.86))

    found = bgnbd.log_likelihood(CDNOW, history([0.0], [0.0], [38.86]))

    assert found[0] == pytest.approx(by_hand, abs=1e-9)


def test_the_fit_finds_the_parameters_of_simulated_customers_again() -> None:
    model = bgnbd.fit(simulated(60_000, 39.0))

    assert model.r == pytest.approx(CDNOW.r, rel=0.05)
    assert model.alpha == pytest.approx(CDNOW.alpha, rel=0.08)
    # a and b are known together better than each: what counts is how many leave.
    assert model.a / (model.a + model.b) == pytest.approx(0.793 / (0.793 + 2.426), rel=0.05)


def test_the_fit_is_no_less_likely_than_the_truth() -> None:
    customers = simulated(20_000, 39.0)

    fitted = bgnbd.fit(customers)

    truth = bgnbd.log_likelihood(CDNOW, customers).sum()
    assert bgnbd.log_likelihood(fitted, customers).sum() >= truth


def test_expected_spend_lies_between_the_customers_own_and_everybodys() -> None:
    # Fader & Hardie: E(M | p, q, γ, m, x) = p (γ + x m) / (p x + q − 1).
    by_hand = 6.25 * (15.44 + 2 * 25.0) / (6.25 * 2 + 3.74 - 1)

    found = gamma_gamma.expected_spend(CDNOW_SPEND, np.array([2.0]), np.array([25.0]))

    assert found[0] == pytest.approx(by_hand, rel=1e-9)
    assert 25.0 < found[0] < 6.25 * 15.44 / (3.74 - 1)


def test_the_fit_finds_the_spend_parameters_of_simulated_customers_again() -> None:
    draws = np.random.default_rng(2013)
    frequency = draws.integers(1, 20, 60_000).astype(float)
    scale = draws.gamma(CDNOW_SPEND.q, 1 / CDNOW_SPEND.gamma, len(frequency))
    spend = draws.gamma(CDNOW_SPEND.p * frequency) / (scale * frequency)

    model = gamma_gamma.fit(frequency, spend)

    assert model.p == pytest.approx(CDNOW_SPEND.p, rel=0.05)
    assert model.q == pytest.approx(CDNOW_SPEND.q, rel=0.05)
    assert model.gamma == pytest.approx(CDNOW_SPEND.gamma, rel=0.1)
