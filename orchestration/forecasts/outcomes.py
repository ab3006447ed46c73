"""How a fit can end, and when a search for a maximum has found one. Fitting is not done here."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

Reason = Literal["too_few_repeat_buyers", "too_few_contracts", "no_convergence"]


class NoFitError(Exception):
    """The data cannot carry the model; `reason` is the label that readers will see.

    A forecast that cannot be made is an outcome of the night and not a failure of it, so callers
    turn this into labelled rows without values.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason: Reason = reason


def top_reached(place: Floats, slope: Floats, bounds: Floats, flat: float) -> bool:
    """Whether nothing is left to gain: flat, or rising only across a bound.

    The optimiser's own word is not taken: it reports success when it merely stopped moving.

    Args:
        place: Where the search ended, one element per parameter.
        slope: Gradient there of what was minimised.
        bounds: Lower and upper bound per parameter, shape (parameters, 2).
        flat: Greatest absolute slope that counts as none.
    """
    inward = np.where(place <= bounds[:, 0], np.minimum(slope, 0.0), slope)
    inward = np.where(place >= bounds[:, 1], np.maximum(inward, 0.0), inward)
    return bool(np.all(np.abs(inward) <= flat))
