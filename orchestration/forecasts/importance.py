"""How strongly things go together: correlation with its interval, and shares of what is explained.

Arrays in, arrays out; which things, and for whom, is decided in drivers.py. Nothing here says
what causes what.
"""

from math import factorial

import numpy as np

from orchestration.forecasts.outcomes import Floats

Z_95 = 1.959963984540054
SINGULAR = 1e-9
"""Below this, drivers say the same thing twice and share it by the pseudo-inverse."""


def varies(values: Floats) -> bool:
    """Whether numbers differ by more than adding them up leaves of itself."""
    return bool(np.ptp(values) > 1e-9 * np.abs(values).max())


def correlation(x: Floats, y: Floats) -> float:
    """Pearson's correlation; NaN where one of the two does not vary."""
    if not (varies(x) and varies(y)):
        return float("nan")
    dx, dy = x - x.mean(), y - y.mean()
    size = float(np.sqrt((dx @ dx) * (dy @ dy)))
    return float(np.clip(dx @ dy / size, -1.0, 1.0))


def correlation_interval(r: float, n: int) -> tuple[float, float]:
    """The 95 % interval by Fisher's z: tanh(atanh r ± 1.96 / √(n − 3))."""
    if np.isnan(r) or abs(r) >= 1.0:
        return r, r
    middle, half = np.arctanh(r), Z_95 / np.sqrt(n - 3)
    return float(np.tanh(middle - half)), float(np.tanh(middle + half))


def chance_of_fit(explained: float, drivers: int, n: int) -> float:
    """How often drivers that have nothing to do with the target explain at least so much of it.

    The F test of R²: drivers that explain nothing reach drivers / (n − 1) on average.
    """
    left = n - drivers - 1
    if left <= 0:
        return 1.0
    if explained >= 1.0:
        return 0.0
    # Only weighings need it, once a month.
    from scipy.special import fdtrc

    return float(fdtrc(drivers, left, explained / drivers / ((1.0 - explained) / left)))


def explained_shares(between: Floats, with_target: Floats) -> Floats:
    """What each driver adds to R², averaged over all orders in which drivers can enter.

    Lindeman, Merenda and Gold's measure, which is the Shapley value of R²: drivers that go
    together share what they explain together, and the shares add up to R². The work doubles with
    every driver.

    Args:
        between: Correlations of the drivers with each other, shape (drivers, drivers).
        with_target: Correlation of each driver with the target.
    """
    count = len(with_target)
    sets = np.arange(2**count)
    is_in = (sets[:, None] >> np.arange(count)) & 1 == 1
    # Drivers outside of a set stand alone and explain nothing: all sets have one shape.
    matrices = np.where(is_in[:, :, None] & is_in[:, None, :], between, np.eye(count))
    targets = np.where(is_in, with_target, 0.0)
    if np.linalg.eigvalsh(between)[0] > SINGULAR:
        weights = np.linalg.solve(matrices, targets[:, :, None])
    else:
        weights = np.linalg.pinv(matrices, hermitian=True) @ targets[:, :, None]
    explained = np.einsum("sd,sd->s", targets, weights[:, :, 0])
    sizes = is_in.sum(axis=1)
    chance = np.array(
        [factorial(k) * factorial(count - k - 1) / factorial(count) for k in range(count)]
    )
    shares = np.zeros(count)
    for driver in range(count):
        without = sets[~is_in[:, driver]]
        gain = explained[without | (1 << driver)] - explained[without]
        shares[driver] = chance[sizes[without]] @ gain
    return shares
