"""How sure a number is: 95% intervals and two-period tests, as SQL over columns of counts.

Arithmetic only (DECISIONS D110): which metric uses which method and where its counts come from is
`metric_definitions.py`, what is made of them is `metric_judgement.py`. Every expression is null
where nothing was counted, and where what was counted is no part of its n: never NaN.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

# The normal distribution's 97.5th percentile.
Z = 1.959963984540054

Parts = Mapping[str, str]
"""The SQL of each count that a method needs, by its role; `value` is the metric itself."""

ENDS = ("low", "high")
"""Roles that are no counts: where they are null the end is not known, and not nothing."""


@dataclass(frozen=True)
class Method:
    """One way to tell how sure a number is.

    Attributes:
        roles: Counts it needs beside the metric; `n`, the number of answers, is the first.
        interval: The SQL of both ends of the 95% interval.
        error: The SQL of the standard error.
        pooled: The SQL of the standard error of a difference when there is none, from the parts
            of both periods; None for the root of both squared errors.
    """

    roles: tuple[str, ...]
    interval: Callable[[Parts], tuple[str, str]]
    error: Callable[[Parts], str]
    pooled: Callable[[Parts, Parts], str] | None = None


def error_of_difference(method: Method, one: Parts, other: Parts) -> str:
    """The standard error by which two independent periods differ if nothing has changed."""
    if method.pooled:
        return method.pooled(one, other)
    return f"sqrt(pow({method.error(one)}, 2) + pow({method.error(other)}, 2))"


def _wilson(parts: Parts) -> tuple[str, str]:
    """The score interval of a share (Wilson 1927): inside 0 and 1, and open at neither end."""
    n, count = _n(parts), parts["count"]
    middle = f"({count} + {Z**2 / 2!r}) / ({n} + {Z**2!r})"
    half = f"{Z!r} * sqrt(1.0 * {count} * ({n} - {count}) / {n} + {Z**2 / 4!r}) / ({n} + {Z**2!r})"
    ends = (f"greatest(0.0, {middle} - {half})", f"least(1.0, {middle} + {half})")
    low, high = (f"case when {_is_share(parts)} then {end} end" for end in ends)
    return low, high


def _error_of_share(parts: Parts) -> str:
    n, count = _n(parts), parts["count"]
    error = f"sqrt(1.0 * {count} * ({n} - {count}) / {n}) / {n}"
    return f"(case when {_is_share(parts)} then {error} end)"


def _is_share(parts: Parts) -> str:
    """Whether what was counted is a part of n."""
    return f"{parts['n']} > 0 and {parts['count']} >= 0 and {parts['count']} <= {parts['n']}"


def _pooled(one: Parts, other: Parts) -> str:
    """Both periods as one sample: the two-proportion test."""
    count = f"({one['count']} + {other['count']})"
    n, others = _n(one), _n(other)
    share = f"(1.0 * {count} / ({n} + {others}))"
    error = f"sqrt({share} * (1 - {share}) * (1.0 / {n} + 1.0 / {others}))"
    return f"(case when {_is_share(one)} and {_is_share(other)} then {error} end)"


def _adjusted_wald(parts: Parts) -> tuple[str, str]:
    return _rocks(_n(parts), parts["promoters"], parts["detractors"])


def _rocks(n: str, promoters: str, detractors: str) -> tuple[str, str]:
    """Three answers more, three quarters of them promoters' and detractors' each (Rocks 2016)."""
    all_of, up, down = f"({n} + 3)", f"({promoters} + 0.75)", f"({detractors} + 0.75)"
    middle = f"100.0 * ({up} - {down}) / {all_of}"
    half = f"{100 * Z!r} * {_spread(all_of, up, down)}"
    return _known(n, f"greatest(-100.0, {middle} - {half})", f"least(100.0, {middle} + {half})")


def _spread(n: str, promoters: str, detractors: str) -> str:
    """Standard error of a difference of shares, in shares."""
    both, gap = f"({promoters} + {detractors})", f"({promoters} - {detractors})"
    # greatest() passes over null, so that nothing counted would be no spread.
    variance = f"greatest(0.0, 1.0 * {both} / {n} - pow(1.0 * {gap} / {n}, 2)) / {n}"
    return f"(case when {n} > 0 then sqrt({variance}) end)"


def _error_of_score(parts: Parts) -> str:
    return f"100.0 * {_spread(_n(parts), parts['promoters'], parts['detractors'])}"


def _as_counts(parts: Parts) -> tuple[str, str, str]:
    """Weights as so many answers of weight one as are as sure: n = (sum w)² / sum of w²."""
    weight = f"nullif({parts['weight']}, 0)"
    n = f"(pow({weight}, 2) / nullif({parts['squared_weight']}, 0))"
    up = f"({n} * {parts['promoters_weight']} / {weight})"
    down = f"({n} * {parts['detractors_weight']} / {weight})"
    return n, up, down


def _weighted(parts: Parts) -> tuple[str, str]:
    return _rocks(*_as_counts(parts))


def _error_of_weighted(parts: Parts) -> str:
    return f"100.0 * {_spread(*_as_counts(parts))}"


def _mean(parts: Parts) -> tuple[str, str]:
    """Of minutes and scores, which are never less than nothing."""
    half = f"{Z!r} * {_error_of_mean(parts)}"
    low = f"{parts['value']} - {half}"
    return f"case when {low} < 0 then 0.0 else {low} end", f"{parts['value']} + {half}"


def _error_of_mean(parts: Parts) -> str:
    """From the sum of squares; unknown for a single answer."""
    n, value = parts["n"], parts["value"]
    variance = f"(1.0 * {parts['squares']} / {n} - pow({value}, 2)) / ({n} - 1)"
    return f"(case when {n} > 1 then sqrt(greatest(0.0, {variance})) end)"


def _difference(parts: Parts) -> tuple[str, str]:
    half = f"{Z!r} * {_error_of_difference_of_shares(parts)}"
    return f"{parts['value']} - {half}", f"{parts['value']} + {half}"


def _error_of_difference_of_shares(parts: Parts) -> str:
    """The binomial errors of two shares, times what a whole share is worth."""
    recent = {"n": parts["n"], "count": parts["count"]}
    baseline = {"n": parts["baseline_n"], "count": parts["baseline_count"]}
    squares = " + ".join(f"pow({_error_of_share(one)}, 2)" for one in (recent, baseline))
    return f"{parts['factor']} * sqrt({squares})"


def _curve(parts: Parts) -> tuple[str, str]:
    """The ends that the curve itself carries: Greenwood's variance on the log-log scale."""
    return _known(parts["n"], parts["low"], parts["high"])


def _error_of_curve(parts: Parts) -> str:
    return f"(case when {parts['n']} > 0 then ({parts['high']} - {parts['low']}) / {2 * Z!r} end)"


def _known(n: str, *ends: str) -> tuple[str, str]:
    low, high = (f"case when {n} > 0 then {end} end" for end in ends)
    return low, high


def _n(parts: Parts) -> str:
    return f"nullif({parts['n']}, 0)"


METHODS: Mapping[str, Method] = {
    "wilson": Method(("n", "count"), _wilson, _error_of_share, _pooled),
    "adjusted_wald": Method(("n", "promoters", "detractors"), _adjusted_wald, _error_of_score),
    "weighted_wald": Method(
        ("n", "weight", "squared_weight", "promoters_weight", "detractors_weight"),
        _weighted,
        _error_of_weighted,
    ),
    "standard_error": Method(("n", "squares"), _mean, _error_of_mean),
    "kaplan_meier": Method(("n", "low", "high"), _curve, _error_of_curve),
    "difference_of_shares": Method(
        ("n", "count", "baseline_n", "baseline_count", "factor"),
        _difference,
        _error_of_difference_of_shares,
    ),
}
