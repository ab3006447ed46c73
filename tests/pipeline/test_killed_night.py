"""A night that was killed without warning, and the night that follows."""

import os
import signal
from pathlib import Path

import pytest

from orchestration.defs.run import run_nightly
from orchestration.night_records import read_record
from orchestration.settings import Settings
from tests.conftest import NEXT
from tests.pipeline.nights import copy_of, differences, fingerprints, start

# When everything is built and nothing is published; `make torture` kills at every stage and at many
# moments between.
STAGE = "audit"


def test_a_killed_night_ends_the_same_when_run_again(
    delivered: Settings, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    killed = copy_of(delivered, tmp_path)
    before = fingerprints(killed.published)
    kill_at(STAGE, killed)
    record = read_record(killed.nights, NEXT)
    assert record is not None
    assert record.status == "running"
    assert fingerprints(killed.published) == before

    night = run_nightly(killed, NEXT)

    assert night.status == "published", night.reason
    # Asked for only now, so that another worker builds it meanwhile.
    never_killed: Settings = request.getfixturevalue("second")
    assert differences(never_killed.published_warehouse, killed.published_warehouse) == {}
    assert list(killed.home.glob(".loading-*")) == []
    assert pages(killed.site) == pages(never_killed.site)
    assert written(killed.lake) == written(never_killed.lake)


def written(lake: Path) -> dict[str, str]:
    """What nights wrote into the lake themselves."""
    return fingerprints(lake / "forecasts") | fingerprints(lake / "feedback")


def pages(site: Path) -> set[str]:
    """The pages of a site, without the downloads, whose names are made of their content."""
    return {name for name in fingerprints(site) if name.endswith(".html")}


def kill_at(stage: str, settings: Settings) -> None:
    """Run the night and kill it, without warning, when it says it begins a stage."""
    process = start(settings, "nightly", "--as-of", NEXT.isoformat())
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(stage):
            os.kill(process.pid, signal.SIGKILL)
            break
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL, "".join(said)
