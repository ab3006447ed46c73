"""How long the fuzzed tests try: some examples always, many under `make fuzz`."""

import os
from collections import Counter
from collections.abc import Callable
from functools import wraps
from typing import Any

from hypothesis import HealthCheck, given, settings

QUICK = 8
# How many examples of each test were tried in this process.
tried: Counter[str] = Counter()


def fuzzed(*strategies: Any, cost: int = 1) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As many examples as asked for, fewer where one is dear; the same ones every time."""
    asked = int(os.environ.get("CX_FUZZ_EXAMPLES", "0"))
    profile = settings(
        max_examples=max(1, (asked or QUICK) // cost),
        deadline=None,
        derandomize=not asked,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    return lambda test: profile(given(*strategies)(_counted(test)))


def _counted(test: Callable[..., None]) -> Callable[..., None]:
    @wraps(test)
    def counted(*values: Any, **named: Any) -> None:
        tried[test.__name__] += 1
        test(*values, **named)

    return counted
