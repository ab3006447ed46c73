"""The night that must stop before anything wrong is shown."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from orchestration.night_records import read_record
from orchestration.nights import hold_lock
from orchestration.settings import Settings, load_settings
from tests.conftest import NEXT
from tests.pipeline.nights import copy_of, cx, deliver, fingerprints, nightly


@dataclass(frozen=True)
class BadDay:
    """A company before and after a night whose extract has a renamed column."""

    settings: Settings
    before: tuple[dict[str, str], dict[str, str]]
    night: "subprocess.CompletedProcess[str]"


@pytest.fixture(scope="module")
def bad_day(company: Settings, tmp_path_factory: pytest.TempPathFactory) -> BadDay:
    settings = copy_of(company, tmp_path_factory.mktemp("bad"))
    deliver(settings, NEXT, "renamed_column")
    before = fingerprints(settings.published), fingerprints(settings.site)
    return BadDay(settings, before, nightly(settings, NEXT))


def test_a_failed_gate_leaves_what_readers_see_as_it_was(bad_day: BadDay) -> None:
    published, site = bad_day.before
    now = fingerprints(bad_day.settings.site)

    assert fingerprints(bad_day.settings.published) == published
    assert {name for name in now if site.get(name) != now[name]} <= {"status/index.html"}
    assert site.keys() <= now.keys()


def test_a_failed_gate_ends_in_one_line_that_says_what_and_where(bad_day: BadDay) -> None:
    (line,) = [told for told in bad_day.night.stderr.splitlines() if not told.endswith("…")]

    assert bad_day.night.returncode == 1
    assert line.startswith(f"stopped {NEXT} at gate: ")
    assert line.endswith("look further: cx status")


def test_a_failed_gate_stops_everything_behind_it(bad_day: BadDay) -> None:
    record = read_record(bad_day.settings.nights, NEXT)

    assert record is not None
    assert (record.status, record.stage) == ("stopped", "gate")
    assert set(record.timings) == {"land", "gate"}


def test_status_of_a_stopped_night_tells_why(bad_day: BadDay) -> None:
    told = json.loads(cx(bad_day.settings, "status", "--json").stdout)

    assert told["nights"][-1]["status"] == "stopped"
    assert told["failed_checks"]
    assert not any("cx status" in check for check in told["failed_checks"])


def test_a_second_night_leaves_while_the_first_is_at_work(company: Settings) -> None:
    before = fingerprints(company.nights)
    with hold_lock(company.home):
        second = nightly(company, NEXT)

    assert second.returncode == 1
    assert "another night is at work" in second.stderr
    assert len(second.stderr.splitlines()) == 1
    assert fingerprints(company.nights) == before


def test_a_question_without_a_warehouse_names_the_command_that_makes_one(tmp_path: Path) -> None:
    asked = cx(load_settings(None, {"CX_HOME": str(tmp_path)}), "query", "nps")

    assert asked.returncode == 1
    assert "cx nightly" in asked.stderr
