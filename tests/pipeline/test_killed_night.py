"""A night that was killed without warning when all was built, and the night that follows.

That the second ends as if there had been no first is in `test_second_day.py`; `make torture` kills
at every stage and at many moments between.
"""

from orchestration.night_records import read_record
from orchestration.settings import Settings
from tests.conftest import NEXT
from tests.pipeline.nights import fingerprints


def test_a_killed_night_leaves_what_readers_see(delivered: Settings, killed: Settings) -> None:
    record = read_record(killed.nights, NEXT)

    assert record is not None
    assert record.status == "running"
    assert fingerprints(killed.published) == fingerprints(delivered.published)
    assert fingerprints(killed.site) == fingerprints(delivered.site)


def test_the_night_that_follows_clears_up(delivered: Settings, second: Settings) -> None:
    record = read_record(second.nights, NEXT)

    assert record is not None
    assert record.status == "published"
    assert list(second.home.glob(".loading-*")) == []
    assert not second.build_warehouse.exists()
    assert pages(second) == pages(delivered)


def pages(settings: Settings) -> set[str]:
    """The pages of a site, without the downloads, whose names are made of their content."""
    return {name for name in fingerprints(settings.site) if name.endswith(".html")}
