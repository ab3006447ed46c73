"""The second night: incremental, the same as building anew, and safe to kill anywhere."""

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration.nights import read_record
from orchestration.settings import Settings, load_settings
from tests.conftest import NEXT, THROUGH
from tests.pipeline.nights import cx, deliver, differences, fingerprints, nightly, start

# After loading, after half of the models, and when all but the publication is done.
STAGES = ("gate", "forecast", "publish")


@pytest.fixture(scope="module")
def delivered(company: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The company when its second extracts have come, before the night."""
    home = tmp_path_factory.mktemp("delivered") / "home"
    shutil.copytree(company.home, home)
    settings = load_settings(None, {"CX_HOME": str(home)})
    deliver(settings, NEXT)
    return settings


@pytest.fixture(scope="module")
def second(delivered: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """The company after its second night."""
    settings = _copy(delivered, tmp_path_factory)
    night = nightly(settings, NEXT)
    assert night.returncode == 0, night.stderr
    yield settings
    shutil.rmtree(settings.home)


def test_an_increment_gives_the_rows_of_a_full_refresh(
    second: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    anew = _copy(second, tmp_path_factory)

    built = cx(anew, "build", "--full-refresh", "--as-of", NEXT.isoformat())

    assert built.returncode == 0, built.stderr
    layers = ("intermediate", "marts", "staging")
    left, right = second.published_warehouse, anew.published_warehouse
    assert differences(left, right, schemas=layers) == {}


def test_an_older_night_can_be_computed_again(
    company: Settings, second: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back = _copy(second, tmp_path_factory)

    built = cx(back, "build", "--as-of", THROUGH.isoformat())

    assert built.returncode == 0, built.stderr
    assert differences(company.published_warehouse, back.published_warehouse) == {}


def test_a_night_killed_in_any_stage_ends_the_same_when_run_again(
    delivered: Settings, second: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    killed = _copy(delivered, tmp_path_factory)
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


def _copy(settings: Settings, factory: pytest.TempPathFactory) -> Settings:
    home = factory.mktemp("copy") / "home"
    shutil.copytree(settings.home, home)
    return load_settings(None, {"CX_HOME": str(home)})
