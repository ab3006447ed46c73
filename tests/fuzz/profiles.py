"""How long the fuzzed tests try: some examples always, many under `make fuzz`."""

import os

from hypothesis import HealthCheck, settings

QUICK = 8


def examples(cost: int = 1) -> settings:
    """As many examples as asked for, fewer where one is dear; the same ones every time."""
    asked = int(os.environ.get("CX_FUZZ_EXAMPLES", "0"))
    return settings(
        max_examples=max(1, (asked or QUICK) // cost),
        deadline=None,
        derandomize=not asked,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
