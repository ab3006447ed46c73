"""Which model values which customer, and what is said when a model cannot.

Customers on contract by the retention curve, those whose last contract ended by nothing more to
come, everyone else by BG/NBD and Gamma-Gamma (DECISIONS D50–D53). Arrays in, arrays out.
"""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from orchestration.forecasts import bgnbd, contract_value, gamma_gamma
from orchestration.forecasts.outcomes import Floats, NoFitError
from orchestration.forecasts.readings import CustomerReadings

WEEKS_PER_MONTH = 365.25 / 12 / 7
Names = NDArray[np.object_]


@dataclass(frozen=True)
class Assumptions:
    """What the company sets: margin as a share, discount per year, months ahead."""

    gross_margin: float
    discount_rate: float
    horizon_months: int


@dataclass(frozen=True)
class Valuation:
    """One element per customer, in the order of the readings; NaN where nothing can be said."""

    customer_id: Any
    method_name: Names
    model_name: Names
    historical_margin: Floats
    predicted_margin: Floats
    predicted_orders: Floats
    alive_probability: Floats
    frequency_spend_correlation: float | None

    def count_by_model(self) -> tuple[tuple[str, int], ...]:
        """Customers by model or reason, most frequent first."""
        counts = Counter(self.model_name.tolist())
        return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def value_customers(customers: CustomerReadings, assumptions: Assumptions) -> Valuation:
    """Forecast every customer by the model that fits their way of buying."""
    count = len(customers.historical_margin)
    on_contract = customers.mrr > 0
    buys = ~on_contract & (customers.frequency >= 0)
    remaining = on_contract | buys
    # Nobody's return after a contract's end is modelled: expected are nothing and nobody.
    method = np.where(buys, "no_contract", "contract").astype(object)
    model = np.full(count, "contract_ended", dtype=object)
    margin, alive, orders = np.zeros(count), np.zeros(count), np.full(count, np.nan)

    model[on_contract], margin[on_contract], alive[on_contract] = _on_contract(
        customers, on_contract, assumptions
    )
    model[buys], margin[buys], orders[buys], alive[buys] = _without_contract(
        customers, buys, assumptions
    )
    # Where none of those who remain can be valued, who left is not what a customer is worth (D51).
    if remaining.any() and np.isnan(margin[remaining]).all():
        margin[~remaining] = np.nan
    correlation = gamma_gamma.frequency_spend_correlation(
        customers.frequency[buys], customers.spend[buys]
    )
    return Valuation(
        customer_id=customers.customer_id,
        method_name=method,
        model_name=model,
        historical_margin=customers.historical_margin,
        predicted_margin=margin,
        predicted_orders=orders,
        alive_probability=alive,
        frequency_spend_correlation=None if np.isnan(correlation) else correlation,
    )


def _on_contract(
    customers: CustomerReadings, who: NDArray[np.bool_], assumptions: Assumptions
) -> tuple[str, Floats | float, Floats | float]:
    seen = contract_value.attrition(customers.spell_tenure, customers.spell_ended)
    try:
        margin, alive = contract_value.expected_margin(
            seen,
            customers.tenure[who],
            customers.mrr[who] * assumptions.gross_margin,
            horizon_months=assumptions.horizon_months,
            discount_rate=assumptions.discount_rate,
        )
    except NoFitError as outcome:
        return outcome.reason, np.nan, np.nan
    return "kaplan_meier", margin, alive


def _without_contract(
    customers: CustomerReadings, who: NDArray[np.bool_], assumptions: Assumptions
) -> tuple[str, Floats | float, Floats | float, Floats | float]:
    history = bgnbd.History(customers.frequency[who], customers.recency[who], customers.age[who])
    try:
        purchases = bgnbd.fit(history)
    except NoFitError as outcome:
        return outcome.reason, np.nan, np.nan, np.nan
    alive = bgnbd.probability_alive(purchases, history)
    orders, discounted = _orders_ahead(purchases, history, assumptions)
    try:
        spend = gamma_gamma.fit(history.frequency, customers.spend[who])
    except NoFitError:
        return "bg_nbd_without_spend", np.nan, orders, alive
    value = gamma_gamma.expected_spend(spend, history.frequency, customers.spend[who])
    return "bg_nbd_gamma_gamma", discounted * value * assumptions.gross_margin, orders, alive


def _orders_ahead(
    model: bgnbd.BgNbd, history: bgnbd.History, assumptions: Assumptions
) -> tuple[Floats, Floats]:
    """Purchases expected within the horizon, plain and discounted from the middle of each month."""
    before = np.zeros(len(history.age))
    discounted = np.zeros(len(history.age))
    for month in range(1, assumptions.horizon_months + 1):
        until = bgnbd.expected_purchases(model, history, month * WEEKS_PER_MONTH)
        discounted += (until - before) * (1.0 + assumptions.discount_rate) ** (-(month - 0.5) / 12)
        before = until
    return before, discounted
