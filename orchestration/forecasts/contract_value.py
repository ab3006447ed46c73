"""What customers on contract are still worth: the chance to stay times recurring margin.

Per month of tenure the share that was lost, then per customer the recurring margin of the months
ahead, weighted by the chance of still being there and discounted. The curve that is shown, with
its interval, is fct_retention_curves; reading contracts does not belong here either.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from orchestration.forecasts.outcomes import Floats, NoFitError

MIN_CONTRACTS = 30
# Beyond the tenures that so many contracts reached, rates say nothing reliable.
MIN_AT_RISK = 30
# Months before that point whose pooled rate of loss continues them.
TAIL_MONTHS = 12


@dataclass(frozen=True)
class Attrition:
    """How contracts were lost, one element per month of tenure from 0 on.

    Attributes:
        at_risk: Contracts observed with at least that tenure.
        lost: Contracts lost at that tenure.
    """

    at_risk: NDArray[np.int64]
    lost: NDArray[np.int64]


def attrition(tenure: NDArray[np.int64], ended: NDArray[np.bool_]) -> Attrition:
    """Contracts at risk and lost, by whole months.

    Args:
        tenure: Months from the first to the loss, or to the end of observation; ≥ 0.
        ended: Whether the contract was lost (otherwise it is still observed: censored).
    """
    size = int(tenure.max(initial=0)) + 1
    lost = np.bincount(tenure[ended], minlength=size).astype(np.int64)
    leaving = np.bincount(tenure, minlength=size)
    return Attrition(at_risk=leaving[::-1].cumsum()[::-1].astype(np.int64), lost=lost)


def monthly_loss_rates(seen: Attrition, months: int) -> Floats:
    """The chance of being lost at each tenure 1 … `months`, for those who reached it.

    The rates that were seen as far as MIN_AT_RISK contracts carry them, then the pooled rate of the
    last TAIL_MONTHS of those: rates that simply stopped would promise eternal customers.

    Returns:
        Shape (months + 1,); element 0 is 0.
    """
    carried = int(np.count_nonzero(seen.at_risk >= MIN_AT_RISK))
    rates = np.zeros(max(months + 1, carried))
    own = slice(1, carried)
    rates[own] = seen.lost[own] / np.maximum(seen.at_risk[own], 1)
    tail = slice(max(1, carried - TAIL_MONTHS), carried)
    exposed = seen.at_risk[tail].sum()
    rates[carried:] = seen.lost[tail].sum() / exposed if exposed else 0.0
    return rates[: months + 1]


def expected_margin(
    seen: Attrition,
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
        seen: How contracts were lost so far.
        tenure: Months each customer on contract has been there.
        monthly_margin: Recurring revenue × gross margin, currency units per month.
        horizon_months: How many months ahead.
        discount_rate: Per year.

    Returns:
        Margin in currency units and probability, each of the shape of `tenure`.

    Raises:
        NoFitError: Fewer than MIN_CONTRACTS contracts were ever seen, or too few a month later:
            nobody knows yet how they are lost.
    """
    if not len(seen.at_risk) or seen.at_risk[0] < MIN_CONTRACTS:
        known = int(seen.at_risk[0]) if len(seen.at_risk) else 0
        raise NoFitError("too_few_contracts", f"{known} contracts seen, {MIN_CONTRACTS} needed")
    if len(seen.at_risk) < 2 or seen.at_risk[1] < MIN_AT_RISK:
        known = int(seen.at_risk[1]) if len(seen.at_risk) > 1 else 0
        raise NoFitError(
            "too_few_contracts", f"{known} contracts seen for a month, {MIN_AT_RISK} needed"
        )
    rates = monthly_loss_rates(seen, int(tenure.max(initial=0)) + horizon_months)
    ahead = np.arange(1, horizon_months + 1)
    discount = (1.0 + discount_rate) ** (-(ahead - 0.5) / 12.0)
    # One row per tenure that occurs, not per customer: a million customers share a few of them.
    tenures, which = np.unique(tenure, return_inverse=True)
    still_there = np.cumprod(1.0 - rates[tenures[:, None] + ahead[None, :]], axis=1)
    margin: Floats = monthly_margin * (still_there @ discount)[which]
    return margin, still_there[which, -1]
