"""What the forecasting models do with data whose origin is known, and with too little data."""

from dataclasses import replace

import numpy as np
import pytest

from orchestration.forecasts import bgnbd, contract_value, gamma_gamma
from orchestration.forecasts.outcomes import NoFitError
from orchestration.forecasts.readings import CustomerReadings
from orchestration.forecasts.valuation import Assumptions, value_customers

TRUTH = bgnbd.BgNbd(r=0.6, alpha=8.0, a=0.8, b=2.5)


def simulated(count: int, seed: int) -> bgnbd.History:
    """Customers who buy and leave as the model says, seen for 20 to 100 weeks."""
    draw = np.random.default_rng(seed)
    rate = draw.gamma(TRUTH.r, 1 / TRUTH.alpha, count)
    leaving = draw.beta(TRUTH.a, TRUTH.b, count)
    age = draw.uniform(20, 100, count)
    frequency, recency, now = np.zeros(count), np.zeros(count), np.zeros(count)
    active = np.arange(count)
    while len(active):
        now[active] += draw.exponential(1 / rate[active])
        active = active[now[active] < age[active]]
        frequency[active] += 1
        recency[active] = now[active]
        active = active[draw.random(len(active)) > leaving[active]]
    return bgnbd.History(frequency, recency, age)


def test_the_likelihood_of_one_repeat_is_worked_by_hand() -> None:
    # x = 1, r = α = a = 1, b = 2, t_x = 1, T = 2:
    # Λ = B(1,3)/B(1,2) · Γ(2)·1/3² + B(2,2)/B(1,2) · Γ(2)·1/2²
    #   = (1/3)/(1/2) · 1/9 + (1/6)/(1/2) · 1/4 = 2/27 + 1/12 = 17/108;
    # the first summand is the customer who still is one, (2/27) / (17/108) = 8/17.
    model = bgnbd.BgNbd(r=1.0, alpha=1.0, a=1.0, b=2.0)
    history = bgnbd.History(np.array([1.0]), np.array([1.0]), np.array([2.0]))

    assert bgnbd.log_likelihood(model, history)[0] == pytest.approx(np.log(17 / 108))
    assert bgnbd.probability_alive(model, history)[0] == pytest.approx(8 / 17)


def test_the_gradient_is_the_slope_of_the_likelihood() -> None:
    history = simulated(300, seed=3).grouped()
    logs = np.log([0.7, 6.0, 0.9, 2.0])

    _, gradient = bgnbd._negative_mean_log_likelihood(logs, history)

    for index in range(4):
        step = np.zeros(4)
        step[index] = 1e-6
        above, _ = bgnbd._negative_mean_log_likelihood(logs + step, history)
        below, _ = bgnbd._negative_mean_log_likelihood(logs - step, history)
        assert gradient[index] == pytest.approx((above - below) / 2e-6, abs=1e-7)


def test_grouping_equal_histories_changes_no_likelihood() -> None:
    history = bgnbd.History(np.array([0.0, 0.0, 2.0]), np.array([0.0, 0.0, 3.0]), np.full(3, 9.0))

    grouped = history.grouped()

    assert grouped.weight is not None
    assert grouped.weight.tolist() == [2, 1]
    total = (grouped.weight * bgnbd.log_likelihood(TRUTH, grouped)).sum()
    assert total == pytest.approx(bgnbd.log_likelihood(TRUTH, history).sum())


def test_expectations_stay_finite_for_the_busiest_and_the_oldest() -> None:
    history = bgnbd.History(
        np.array([0.0, 1.0, 5_000.0]),
        np.array([0.0, 1e-3, 999.0]),
        np.array([0.0, 2_000.0, 1_000.0]),
    )

    expected = bgnbd.expected_purchases(TRUTH, history, 52.0)

    assert np.isfinite(expected).all()
    assert (expected >= 0).all()


def test_the_expectation_is_smooth_where_its_formula_divides_nothing_by_nothing() -> None:
    history = bgnbd.History(np.array([3.0]), np.array([30.0]), np.array([40.0]))

    at_one = bgnbd.expected_purchases(bgnbd.BgNbd(0.5, 4.0, 1.0, 2.0), history, 39.0)
    beside = bgnbd.expected_purchases(bgnbd.BgNbd(0.5, 4.0, 1.001, 2.0), history, 39.0)

    assert at_one == pytest.approx(beside, rel=1e-3)


def test_the_expectation_of_new_customers_is_that_of_a_new_history() -> None:
    new = bgnbd.expected_purchases_of_new(TRUTH, np.array([26.0]))
    empty = bgnbd.History(np.zeros(1), np.zeros(1), np.zeros(1))

    assert new == pytest.approx(bgnbd.expected_purchases(TRUTH, empty, 26.0))


def test_too_few_repeat_buyers_are_an_outcome_with_a_name() -> None:
    history = bgnbd.History(np.zeros(500), np.zeros(500), np.full(500, 40.0))

    with pytest.raises(NoFitError) as outcome:
        bgnbd.fit(history)

    assert outcome.value.reason == "too_few_repeat_buyers"


def test_who_gave_everything_back_is_expected_to_spend_as_everyone() -> None:
    model = gamma_gamma.GammaGamma(p=6.0, q=4.0, gamma=15.0)
    frequency, spend = np.array([0.0, 1.0, 3.0, 2.0]), np.array([0.0, -200.0, 0.0, 40.0])

    expected = gamma_gamma.expected_spend(model, frequency, spend)

    # 6 × 15 / 3 = 30 for all of whom nothing is known; (15 + 80) × 6 / (12 + 3) for the last.
    assert expected.tolist() == [30.0, 30.0, 30.0, 38.0]


def test_contracts_are_at_risk_until_they_are_last_seen() -> None:
    # Five contracts: lost at 1, lost at 2, seen until 2, lost at 3, seen until 3.
    seen = contract_value.attrition(
        np.array([1, 2, 2, 3, 3]), np.array([True, True, False, True, False])
    )

    assert seen.at_risk.tolist() == [5, 5, 4, 2]
    assert seen.lost.tolist() == [0, 1, 1, 1]


def test_a_contract_is_worth_its_margin_times_the_chance_to_stay() -> None:
    # A tenth leaves in each month: two months ahead are 10 × (0.9 + 0.81), undiscounted.
    seen = contract_value.Attrition(at_risk=np.full(25, 1000), lost=np.r_[0, np.full(24, 100)])

    margin, alive = contract_value.expected_margin(
        seen, np.array([3, 30]), np.array([10.0, 10.0]), horizon_months=2, discount_rate=0.0
    )

    assert margin == pytest.approx([17.1, 17.1])
    assert alive == pytest.approx([0.81, 0.81])


@pytest.mark.parametrize("at_risk", [[5000], [32, 24, 19, 14]])
def test_contracts_that_nobody_saw_for_a_month_promise_nothing(at_risk: list[int]) -> None:
    seen = contract_value.Attrition(at_risk=np.array(at_risk), lost=np.zeros(len(at_risk), int))

    with pytest.raises(NoFitError, match="contracts seen for a month, 30 needed"):
        contract_value.expected_margin(
            seen, np.array([0]), np.array([100.0]), horizon_months=12, discount_rate=0.1
        )


@pytest.mark.parametrize("seed", [7, 15, 18, 23])
def test_a_shop_of_nearly_one_price_has_its_spend_fitted(seed: int) -> None:
    draws = np.random.default_rng(seed)
    frequency = draws.integers(1, 9, 500).astype(float)
    spend = 19.99 * (1 + 0.02 * draws.standard_normal(500))

    model = gamma_gamma.fit(frequency, spend)

    everyones = model.p * model.gamma / (model.q - 1.0)
    assert everyones == pytest.approx(19.99, rel=0.01)


def test_one_price_has_no_correlation_but_for_its_roundings() -> None:
    frequency = np.arange(1.0, 101.0)
    spend = 19.99 * (1 + 1e-15 * frequency)

    assert np.isnan(gamma_gamma.frequency_spend_correlation(frequency, spend))


def test_discounting_takes_the_middle_of_each_month() -> None:
    seen = contract_value.attrition(np.full(50, 12), np.zeros(50, dtype=bool))

    margin, _ = contract_value.expected_margin(
        seen, np.array([1]), np.array([12.0]), horizon_months=12, discount_rate=0.1
    )

    assert margin[0] == pytest.approx(
        12 * sum(1.1 ** -((month - 0.5) / 12) for month in range(1, 13))
    )


def readings(count: int) -> CustomerReadings:
    return CustomerReadings(
        customer_id=[f"c{number}" for number in range(count)],
        historical_margin=np.full(count, 5.0),
        tenure=np.array([2, 4, *[-1] * (count - 2)]),
        mrr=np.array([10.0, 0.0, *[0.0] * (count - 2)]),
        frequency=np.array([-1.0, -1.0, *[1.0] * (count - 2)]),
        recency=np.array([0.0, 0.0, *[3.0] * (count - 2)]),
        age=np.full(count, 20.0),
        spend=np.full(count, 30.0),
        spell_tenure=np.array([2, 4]),
        spell_ended=np.array([False, True]),
    )


def test_a_young_company_gets_labelled_rows_and_no_numbers() -> None:
    valuation = value_customers(readings(4), Assumptions(0.7, 0.1, 12))

    assert valuation.model_name.tolist() == [
        "too_few_contracts",
        "contract_ended",
        "too_few_repeat_buyers",
        "too_few_repeat_buyers",
    ]
    assert valuation.method_name.tolist() == ["contract", "contract", "no_contract", "no_contract"]
    # Nor is what the one who left is worth the mean of those who have not.
    assert np.isnan(valuation.predicted_margin).all()
    assert valuation.frequency_spend_correlation is None


def test_whose_contract_ended_is_worth_nothing_beside_one_who_can_be_valued() -> None:
    customers = replace(
        readings(2),
        spell_tenure=np.array([2, *[4] * 40]),
        spell_ended=np.array([False, *[True] * 40]),
    )

    valuation = value_customers(customers, Assumptions(0.7, 0.1, 12))

    assert valuation.model_name.tolist() == ["kaplan_meier", "contract_ended"]
    assert valuation.predicted_margin[0] > 0.0
    assert valuation.predicted_margin[1] == 0.0
