"""A night that was killed without warning, in any stage, and the night that follows."""

import os
import signal
from pathlib import Path

from orchestration.nights import read_record
from orchestration.settings import Settings
from tests.conftest import NEXT
from tests.pipeline.nights import copy_of, differences, fingerprints, nightly, start

# After half of the models, and when all but the publication is done; `make torture` kills at every
# stage and at many moments between.
STAGES = ("forecast", "publish")


def test_a_night_killed_in_any_stage_ends_the_same_when_run_again(
    delivered: Settings, second: Settings, tmp_path: Path
) -> None:
    killed = copy_of(delivered, tmp_path)
    before = fingerprints(killed.published)

    for stage in STAGES:
        kill_at(stage, killed)
        record = read_record(killed.nights, NEXT)
        assert record is not None
        assert record.status == "running"
        if stage != "publish":
            assert fingerprints(killed.published) == before
    night = nightly(killed, NEXT)

    assert night.returncode == 0, night.stderr
    assert differences(second.published_warehouse, killed.published_warehouse) == {}
    assert list(killed.home.glob(".loading-*")) == []
    assert pages(killed.site) == pages(second.site)


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
