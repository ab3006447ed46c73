"""How many examples a fuzzed test tried is in pytest's report, where one is asked for."""

from collections.abc import Callable, Iterator

import pytest

from tests.fuzz.profiles import tried


@pytest.fixture(autouse=True)
def _told(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Iterator[None]:
    yield
    record_property("tried", tried[request.function.__name__])
