"""How often customers without a contract will buy: the BG/NBD model.

Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2). The
numbers in brackets are that paper's equations. While alive a customer buys at a rate λ that is
gamma distributed (r, α) over customers; after each purchase they leave for good with a chance p
that is beta distributed (a, b). Fetching data and money do not belong here.

Throughout, per customer: `frequency` x is the number of repeat purchases (days with a purchase
after the first), `recency` t_x the time from the first to the last of them, `age` T the time from
the first to the end of observation; one unit of time everywhere (weeks in this project).
"""

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import betaln, digamma, expit, gammaln, hyp2f1

from orchestration.forecasts.outcomes import Floats, NoFitError, top_reached

MIN_REPEAT_BUYERS = 50
# Logs of the parameters, time in mean ages. On an upper bound customers are all but alike, which
# still predicts; 2F1 loses its digits when a and b grow beyond theirs.
_BOUNDS = ((-9.0, 9.0), (-9.0, 9.0), (-9.0, 5.0), (-9.0, 5.0))
_FLAT = 1e-4


@dataclass(frozen=True)
class BgNbd:
    """The four parameters; α in the unit of time, the others without unit."""

    r: float
    alpha: float
    a: float
    b: float


@dataclass(frozen=True)
class History:
    """Purchase histories, one element per customer (or per group of equal customers).

    Attributes:
        frequency: x ≥ 0, whole.
        recency: 0 ≤ t_x ≤ T; 0 where x is 0.
        age: T ≥ 0.
        weight: Number of customers with this very history; None for one each.
    """

    frequency: Floats
    recency: Floats
    age: Floats
    weight: NDArray[np.int64] | None = None

    def grouped(self) -> "History":
        """Equal histories put together, which makes the fit cheap for many customers."""
        stacked = np.column_stack((self.frequency, self.recency, self.age))
        unique, inverse = np.unique(stacked, axis=0, return_inverse=True)
        weight = np.ones(len(stacked), dtype=np.int64) if self.weight is None else self.weight
        counts = np.bincount(inverse.ravel(), weights=weight, minlength=len(unique))
        return History(unique[:, 0], unique[:, 1], unique[:, 2], counts.astype(np.int64))


def log_likelihood(model: BgNbd, history: History) -> Floats:
    """The log of each history's likelihood (6), shape of the history.

    Λ = B(a, b+x)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+T)^(r+x))
      + [x > 0] B(a+1, b+x−1)/B(a, b) · Γ(r+x) α^r / (Γ(r) (α+t_x)^(r+x)).
    """
    x = history.frequency
    common = (
        gammaln(model.r + x)
        - gammaln(model.r)
        + model.r * np.log(model.alpha)
        + betaln(model.a, model.b + x)
        - betaln(model.a, model.b)
    )
    alive = -(model.r + x) * np.log(model.alpha + history.age)
    result: Floats = common + alive + np.logaddexp(0.0, _log_odds_gone(model, history))
    return result


def probability_alive(model: BgNbd, history: History) -> Floats:
    """The chance that a customer is still one; shape of the history, 0–1.

    P(alive) = 1 / (1 + [x > 0] · a/(b+x−1) · ((α+T)/(α+t_x))^(r+x)): Fader & Hardie (2008),
    Computing P(alive) Using the BG/NBD Model.
    """
    result: Floats = expit(-_log_odds_gone(model, history))
    return result


def expected_purchases(model: BgNbd, history: History, horizon: float) -> Floats:
    """E[Y(t) | x, t_x, T], the purchases within `horizon` after age T (10).

    The published form multiplies a vanishing power by a 2F1 that overflows for frequent buyers.
    Euler's transformation of it, with z = t/(α+T+t),

        (1−z)^(r+x) 2F1(r+x, b+x; a+b+x−1; z) = (1−z)^(a−1) 2F1(a+b−1−r, a−1; a+b+x−1; z),

    has parameters that do not grow with x, and is used instead.

    Returns:
        Number of purchases, shape of the history.
    """
    # At a = 1 the formula is 0/0; it is continuous there, so a value of a close to 1 is used.
    a = model.a if abs(model.a - 1.0) > 1e-6 else 1.0 + 1e-6
    x = history.frequency
    z = horizon / (model.alpha + history.age + horizon)
    shrunk = (1.0 - z) ** (a - 1.0) * hyp2f1(
        a + model.b - 1.0 - model.r, a - 1.0, a + model.b + x - 1.0, z
    )
    if_alive = (a + model.b + x - 1.0) / (a - 1.0) * (1.0 - shrunk)
    result: Floats = np.maximum(if_alive, 0.0) * probability_alive(model, history)
    return result


def expected_purchases_of_new(model: BgNbd, horizon: Floats) -> Floats:
    """E[X(t)], the purchases of a customer taken at random within t of their first one (9)."""
    a = model.a if abs(model.a - 1.0) > 1e-6 else 1.0 + 1e-6
    z = horizon / (model.alpha + horizon)
    # Euler's transformation again: (1−z)^r 2F1(r, b; a+b−1; z).
    shrunk = (1.0 - z) ** (a - 1.0) * hyp2f1(
        a + model.b - 1.0 - model.r, a - 1.0, a + model.b - 1.0, z
    )
    result: Floats = (a + model.b - 1.0) / (a - 1.0) * (1.0 - shrunk)
    return result


def fit(history: History) -> BgNbd:
    """The parameters of greatest likelihood.

    Raises:
        NoFitError: Fewer than MIN_REPEAT_BUYERS bought again, or the search found no flat top.
    """
    grouped = history.grouped()
    assert grouped.weight is not None
    repeat_buyers = int(grouped.weight[grouped.frequency > 0].sum())
    if repeat_buyers < MIN_REPEAT_BUYERS:
        raise NoFitError(
            "too_few_repeat_buyers", f"{repeat_buyers} bought again, {MIN_REPEAT_BUYERS} needed"
        )
    # Time measured in mean ages makes one start and one set of bounds fit every company.
    scale = float(np.average(grouped.age, weights=grouped.weight)) or 1.0
    scaled = History(
        grouped.frequency, grouped.recency / scale, grouped.age / scale, grouped.weight
    )
    found = minimize(
        _negative_mean_log_likelihood,
        x0=np.log([0.5, 0.5, 0.7, 2.0]),
        args=(scaled,),
        jac=True,
        method="L-BFGS-B",
        bounds=_BOUNDS,
        options={"maxiter": 500, "ftol": 1e-13, "gtol": 1e-8},
    )
    if not top_reached(found.x, found.jac, np.array(_BOUNDS), _FLAT):
        raise NoFitError("no_convergence", f"BG/NBD: {found.message}, log parameters {found.x}")
    r, alpha, a, b = (float(value) for value in np.exp(found.x))
    return BgNbd(r=r, alpha=alpha * scale, a=a, b=b)


def _log_odds_gone(model: BgNbd, history: History) -> Floats:
    """The log of (1 − P(alive)) / P(alive); −∞ where nothing was bought again."""
    x = history.frequency
    repeated = x > 0
    # b + x − 1 may be negative where x is 0: those are set to −∞ anyway.
    shape = np.where(repeated, model.b + x - 1.0, 1.0)
    power = (model.r + x) * (
        np.log(model.alpha + history.age) - np.log(model.alpha + history.recency)
    )
    result: Floats = np.where(repeated, np.log(model.a) - np.log(shape) + power, -np.inf)
    return result


def _negative_mean_log_likelihood(logs: Floats, history: History) -> tuple[float, Floats]:
    """Minus the mean log-likelihood and its gradient by the logs of the parameters."""
    model = BgNbd(*(float(value) for value in np.exp(logs)))
    assert history.weight is not None
    share = history.weight / history.weight.sum()
    x = history.frequency
    gone = expit(_log_odds_gone(model, history))
    power, sum_ab = model.r + x, model.a + model.b
    until_age, until_recency = model.alpha + history.age, model.alpha + history.recency
    shape = np.where(x > 0, model.b + x - 1.0, 1.0)
    beta_b = digamma(sum_ab) - digamma(sum_ab + x)
    mean_log = (1.0 - gone) * np.log(until_age) + gone * np.log(until_recency)
    mean_inverse = (1.0 - gone) / until_age + gone / until_recency
    slopes = (
        digamma(power) - digamma(model.r) + np.log(model.alpha) - mean_log,
        model.r / model.alpha - power * mean_inverse,
        beta_b + gone / model.a,
        beta_b + digamma(model.b + x) - digamma(model.b) - gone / shape,
    )
    value = -float(share @ log_likelihood(model, history))
    gradient = np.array([-float(share @ slope) for slope in slopes]) * astuple(model)
    return value, gradient
