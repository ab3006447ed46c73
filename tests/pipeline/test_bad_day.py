"""The night that must stop before anything wrong is shown."""

import json

import pytest

from orchestration.nights import hold_lock, read_record
from orchestration.settings import Settings
from tests.conftest import NEXT
from tests.pipeline.nights import cx, deliver, fingerprints, nightly


@pytest.fixture
def stopped(copied: Settings) -> Settings:
    """A company whose next extract has a renamed column."""
    deliver(copied, NEXT, "renamed_field")
    return copied


def test_a_failed_gate_leaves_what_readers_see_as_it_was(stopped: Settings) -> None:
    before = fingerprints(stopped.published)
    pages = fingerprints(stopped.site)

    night = nightly(stopped, NEXT)

    changed = {
        name for name, bytes_ in fingerprints(stopped.site).items() if pages.get(name) != bytes_
    }
    assert night.returncode == 1
    assert fingerprints(stopped.published) == before
    assert changed <= {"status/index.html"}
    (line,) = [told for told in night.stderr.splitlines() if not told.endswith("…")]
    assert line.startswith(f"stopped {NEXT} at gate: ")
    assert "look further: cx status" in line
    record = read_record(stopped.nights, NEXT)
    assert record is not None
    assert (record.status, record.stage) == ("stopped", "gate")
    assert "build" not in record.timings


def test_a_second_night_leaves_while_the_first_is_at_work(company: Settings) -> None:
    before = fingerprints(company.nights)
    with hold_lock(company.home):
        second = nightly(company, NEXT)

    assert second.returncode == 1
    assert "another night is at work" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert fingerprints(company.nights) == before


def test_a_question_without_a_warehouse_names_the_command_that_makes_one(
    company: Settings, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    from orchestration.settings import load_settings

    asked = cx(load_settings(None, {"CX_HOME": str(empty)}), "query", "nps")

    assert asked.returncode == 1
    assert "cx nightly" in asked.stderr


def test_status_of_a_stopped_night_tells_why(stopped: Settings) -> None:
    nightly(stopped, NEXT)

    told = json.loads(cx(stopped, "status", "--json").stdout)

    assert told["nights"][-1]["status"] == "stopped"
    assert told["failed_checks"]
