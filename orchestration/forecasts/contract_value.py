"""What customers on contract are still worth: a retention curve times recurring margin.

Kaplan–Meier by whole months of tenure (Kaplan & Meier 1958; Greenwood's variance; log-log
interval), then per customer the recurring margin of the months ahead, weighted by the chance of
still being there and discounted. Reading months of customers does not belong here.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from orchestration.forecasts.outcomes import Floats, NoFitError

MIN_CONTRACTS = 30
# Beyond the tenures that so many contracts reached, the curve says nothing reliable.
MIN_AT_RISK = 30
# Months before that point whose pooled rate of loss continues the curve.
TAIL_MONTHS = 12


@dataclass(frozen=True)
class RetentionCurve:
    """The Kaplan–Meier curve, one element per month of tenure from 0 on.

    Attributes:
        at_risk: Contracts observed with at least that tenure.
        lost: Contracts lost at that tenure.
        survival: S(t), share still there after t months; 1 at 0.
        lower: Lower end of the 95 % log-log interval, NaN where S is 0 or 1.
        upper: Upper end of it.
    """

    at_risk: NDArray[np.int64]
    lost: NDArray[np.int64]
    survival: Floats
    lower: Floats
    upper: Floats


def retention_curve(
    tenure: NDArray[np.int64], ended: NDArray[np.bool_], confidence: float = 0.95
) -> RetentionCurve:
    """S(t) = Π (1 − dᵢ/nᵢ) over whole months.

    Args:
        tenure: Months from the first to the loss, or to the end of observation; ≥ 0.
        ended: Whether the contract was lost (otherwise it is still observed: censored).
        confidence: Coverage of the interval.
    """
    size = int(tenure.max(initial=0)) + 1
    lost = np.bincount(tenure[ended], minlength=size).astype(np.int64)
    leaving = np.bincount(tenure, minlength=size)
    at_risk = leaving[::-1].cumsum()[::-1].astype(np.int64)
    survival = np.cumprod(1.0 - lost / np.maximum(at_risk, 1), dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Greenwood: Var S / S² = Σ d / (n (n − d)); on the log(−log S) scale bounds stay in 0–1.
        greenwood = np.cumsum(lost / (at_risk * (at_risk - lost)))
        spread = norm.ppf(0.5 + confidence / 2) * np.sqrt(greenwood) / np.log(survival)
        lower = survival ** np.exp(-spread)
        upper = survival ** np.exp(spread)
    inside = (survival > 0) & (survival < 1)
    return RetentionCurve(
        at_risk=at_risk,
        lost=lost,
        survival=survival,
        lower=np.where(inside, lower, np.nan),
        upper=np.where(inside, upper, np.nan),
    )


def monthly_loss_rates(curve: RetentionCurve, months: int) -> Floats:
    """The chance of being lost at each tenure 1 … `months`, for those who reached it.

    The curve's own rates as far as MIN_AT_RISK contracts carry them, then the pooled rate of the
    last TAIL_MONTHS of those: a curve that simply stopped would promise eternal customers.

    Returns:
        Shape (months + 1,); element 0 is 0.
    """
    carried = int(np.count_nonzero(curve.at_risk >= MIN_AT_RISK))
    rates = np.zeros(max(months + 1, carried))
    own = slice(1, carried)
    rates[own] = curve.lost[own] / np.maximum(curve.at_risk[own], 1)
    tail = slice(max(1, carried - TAIL_MONTHS), carried)
    exposed = curve.at_risk[tail].sum()
    rates[carried:] = curve.lost[tail].sum() / exposed if exposed else 0.0
    return rates[: months + 1]


def expected_margin(
    curve: RetentionCurve,
    tenure: NDArray[np.int64],
    monthly_margin: Floats,
    *,
    horizon_months: int,
    discount_rate: float,
) -> tuple[Floats, Floats]:
    """The margin of the months ahead, and the chance of still being there at their end.

    Month k counts if the customer is there at its end: S(s+k)/S(s), s the tenure; it is discounted
    from its middle, (1 + rate)^−((k − ½)/12).

    Args:
        curve: The retention curve of all contracts.
        tenure: Months each customer on contract has been there.
        monthly_margin: Recurring revenue × gross margin, currency units per month.
        horizon_months: How many months ahead.
        discount_rate: Per year.

    Returns:
        Margin in currency units and probability, each of the shape of `tenure`.

    Raises:
        NoFitError: The curve rests on fewer than MIN_CONTRACTS contracts.
    """
    if not len(curve.at_risk) or curve.at_risk[0] < MIN_CONTRACTS:
        known = int(curve.at_risk[0]) if len(curve.at_risk) else 0
        raise NoFitError("too_few_contracts", f"{known} contracts seen, {MIN_CONTRACTS} needed")
    rates = monthly_loss_rates(curve, int(tenure.max(initial=0)) + horizon_months)
    ahead = np.arange(1, horizon_months + 1)
    discount = (1.0 + discount_rate) ** (-(ahead - 0.5) / 12.0)
    # One row per tenure that occurs, not per customer: a million customers share a few of them.
    tenures, which = np.unique(tenure, return_inverse=True)
    still_there = np.cumprod(1.0 - rates[tenures[:, None] + ahead[None, :]], axis=1)
    margin: Floats = monthly_margin * (still_there @ discount)[which]
    return margin, still_there[which, -1]
