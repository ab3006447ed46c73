"""How much customers without a contract spend per purchase: the Gamma-Gamma model.

Fader & Hardie (2013), The Gamma-Gamma Model of Monetary Value (note 025 at brucehardie.com). The
value of a purchase is gamma distributed (p, ν) around the customer's own mean, ν is gamma
distributed (q, γ) over customers, and neither depends on how often the customer buys.

Per customer: `frequency` x is the number of repeat purchases, `spend` z̄ their mean value, in
currency units per purchase.
"""

from dataclasses import astuple, dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import digamma, gammaln

from orchestration.forecasts.bgnbd import MIN_REPEAT_BUYERS
from orchestration.forecasts.importance import varies
from orchestration.forecasts.outcomes import Floats, NoFitError, top_reached

# Logs of the parameters, money in mean spends; a mean over customers exists for q > 1 only.
_BOUNDS = ((-9.0, 9.0), (0.01, 9.0), (-9.0, 9.0))
_FLAT = 1e-4
# Where all spend nearly alike the ridge is long, and a search stops on it before the top.
_STARTS = 4


@dataclass(frozen=True)
class GammaGamma:
    """p and q without unit, γ in currency units."""

    p: float
    q: float
    gamma: float

    @property
    def mean_spend(self) -> float:
        """The mean over all customers, p γ / (q − 1)."""
        return self.p * self.gamma / (self.q - 1.0)


def log_likelihood(model: GammaGamma, frequency: Floats, spend: Floats) -> Floats:
    """The log density of each customer's mean spend (1a); needs x > 0 and z̄ > 0.

    f = Γ(px+q)/(Γ(px)Γ(q)) · γ^q z̄^(px−1) x^(px) / (γ + x z̄)^(px+q).
    """
    px = model.p * frequency
    result: Floats = (
        gammaln(px + model.q)
        - gammaln(px)
        - gammaln(model.q)
        + model.q * np.log(model.gamma)
        + (px - 1.0) * np.log(spend)
        + px * np.log(frequency)
        - (px + model.q) * np.log(model.gamma + frequency * spend)
    )
    return result


def expected_spend(model: GammaGamma, frequency: Floats, spend: Floats) -> Floats:
    """E[M | z̄, x], the mean value of a customer's future purchases (5), in currency units.

    (γ + x z̄) p / (p x + q − 1): the customer's own mean and everyone's, weighted by what is known.
    Without a repeat purchase of some value nothing is known and the result is everyone's mean.
    """
    known = np.where((frequency > 0) & (spend > 0), frequency, 0.0)
    result: Floats = model.p * (model.gamma + known * spend) / (model.p * known + model.q - 1.0)
    return result


def frequency_spend_correlation(frequency: Floats, spend: Floats) -> float:
    """Pearson's correlation over those who bought again; the model assumes about 0, NaN if none."""
    known = (frequency > 0) & (spend > 0)
    x, z = frequency[known], spend[known]
    if len(x) < 2 or not (varies(x) and varies(z)):
        return float("nan")
    return float(np.corrcoef(x, z)[0, 1])


def fit(frequency: Floats, spend: Floats) -> GammaGamma:
    """The parameters of greatest likelihood, over customers with x > 0 and z̄ > 0.

    Raises:
        NoFitError: Too few of them, or no maximum with a finite mean (q > 1).
    """
    known = (frequency > 0) & (spend > 0)
    x, z = frequency[known], spend[known]
    if len(x) < MIN_REPEAT_BUYERS:
        raise NoFitError(
            "too_few_repeat_buyers", f"{len(x)} with spend, {MIN_REPEAT_BUYERS} needed"
        )
    # Money in units of the mean spend: one start and one set of bounds fit every currency.
    scale = float(z.mean())
    start, is_top = np.log([5.0, 3.0, 0.5]), False
    for _ in range(_STARTS):
        found = minimize(
            _negative_mean_log_likelihood,
            x0=start,
            args=(x, z / scale),
            jac=True,
            method="L-BFGS-B",
            bounds=_BOUNDS,
            options={"maxiter": 1000, "ftol": 1e-13, "gtol": 1e-8},
        )
        is_top = top_reached(found.x, found.jac, np.array(_BOUNDS), _FLAT)
        if is_top:
            break
        start = found.x
    mean_is_lost = found.x[1] <= _BOUNDS[1][0]
    if mean_is_lost or not is_top:
        raise NoFitError("no_convergence", f"Gamma-Gamma: {found.message}, logs {found.x}")
    p, q, gamma = (float(value) for value in np.exp(found.x))
    return GammaGamma(p=p, q=q, gamma=gamma * scale)


def _negative_mean_log_likelihood(
    logs: Floats, frequency: Floats, spend: Floats
) -> tuple[float, Floats]:
    """Minus the mean log-likelihood and its gradient by the logs of the parameters."""
    model = GammaGamma(*(float(value) for value in np.exp(logs)))
    px = model.p * frequency
    total = model.gamma + frequency * spend
    log_total = np.log(total)
    known = digamma(px + model.q)
    slopes = (
        frequency * (known - digamma(px) + np.log(frequency * spend) - log_total),
        known - digamma(model.q) + np.log(model.gamma) - log_total,
        model.q / model.gamma - (px + model.q) / total,
    )
    value = -float(np.mean(log_likelihood(model, frequency, spend)))
    gradient = np.array([-float(np.mean(slope)) for slope in slopes]) * astuple(model)
    return value, gradient
