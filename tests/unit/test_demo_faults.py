"""Tests of planted faults: each changes what it says, and only that."""

import gzip
import json
import re
import shutil
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.demo import FAULTS, DemoError, write_demo
from orchestration.demo.catalogue import PAGE, page
from orchestration.demo.faults import plant

HISTORY_END = date(2026, 3, 28)
DAY = date(2026, 3, 29)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clean")
    write_demo(folder, through=HISTORY_END, months=1, customers=2000, seed=7)
    write_demo(folder, through=DAY)
    return folder


@pytest.fixture
def home(clean: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(clean, tmp_path / "home"))


def target(home: Path, fault: str) -> Path:
    return max((home / "landing" / FAULTS[fault].table).glob(f"{DAY}*"))


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in gzip.decompress(path.read_bytes()).splitlines()]


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_changes_its_file_and_no_other(fault: str, clean: Path, home: Path) -> None:
    plant(fault, home / "landing", DAY)

    changed = {
        path.relative_to(clean)
        for path in clean.rglob("*")
        if path.is_file()
        and (
            not (home / path.relative_to(clean)).exists()
            or (home / path.relative_to(clean)).read_bytes() != path.read_bytes()
        )
    }
    assert changed == {target(clean, fault).relative_to(clean)}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_fault_says_what_it_does_and_who_catches_it(fault: str) -> None:
    assert FAULTS[fault].name == fault
    assert FAULTS[fault].description
    assert FAULTS[fault].caught_by


def test_the_page_of_faults_is_the_catalogue() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "python -m orchestration.demo.catalogue"


def test_help_names_every_fault() -> None:
    told = CliRunner().invoke(cx, ["demo", "--help"]).output

    assert set(FAULTS) <= set(re.findall(r"[a-z_0-9]+", told))


def test_faults_are_planted_into_the_last_delivery(clean: Path, home: Path) -> None:
    next_day = DAY + timedelta(days=1)

    summary = write_demo(home, through=next_day, faults=("missing_table", "empty_file"))

    assert summary.faults == ("missing_table", "empty_file")
    assert not (home / "landing/salesforce/order_items" / f"{next_day}.csv").exists()
    assert (home / "landing/zendesk/users" / f"{next_day}.jsonl.gz").read_bytes() == b""


def test_an_unknown_fault_is_told_with_those_there_are(home: Path) -> None:
    with pytest.raises(DemoError, match=r"no fault is called 'gremlins'.*truncated_gzip"):
        write_demo(home, through=DAY + timedelta(days=1), faults=("gremlins",))


def test_a_fault_needs_a_new_delivery(home: Path) -> None:
    with pytest.raises(DemoError, match="ask for a later day"):
        write_demo(home, through=DAY, faults=("empty_file",))


def test_a_truncated_archive_cannot_be_unpacked(home: Path) -> None:
    with pytest.raises(EOFError):
        gzip.decompress(plant("truncated_gzip", home / "landing", DAY).read_bytes())


def test_half_a_line_is_a_whole_archive(home: Path) -> None:
    lines = gzip.decompress(
        plant("half_json_line", home / "landing", DAY).read_bytes()
    ).splitlines()

    with pytest.raises(json.JSONDecodeError):
        json.loads(lines[-1])


def test_a_wrong_encoding_is_not_utf8(home: Path) -> None:
    with pytest.raises(UnicodeDecodeError):
        plant("wrong_encoding", home / "landing", DAY).read_text(encoding="utf-8")


def test_doubled_volume_has_twice_the_keys(home: Path) -> None:
    before = records(target(home, "doubled_volume"))

    after = records(plant("doubled_volume", home / "landing", DAY))

    assert len({r["id"] for r in after}) == 2 * len({r["id"] for r in before})


def test_milliseconds_mean_the_same_moment(home: Path) -> None:
    before = records(target(home, "epoch_milliseconds"))[0]["created_at"]

    after = records(plant("epoch_milliseconds", home / "landing", DAY))[0]["created_at"]

    assert after % 1000 == 0
    assert datetime.fromtimestamp(after / 1000, tz=UTC) == datetime.fromisoformat(before)


def test_a_fault_that_would_change_nothing_is_refused(home: Path) -> None:
    path = target(home, "reversed_scale")
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:3]), encoding="utf-8")

    with pytest.raises(DemoError, match=r"nothing in .* to plant 'reversed_scale' in"):
        plant("reversed_scale", home / "landing", DAY)


@pytest.mark.parametrize("kept", [0, 1, 2])
@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_delivery_of_few_rows_is_faulted_or_refused(
    fault: str, kept: int, clean: Path, tmp_path: Path
) -> None:
    source = target(clean, fault)
    landing = tmp_path / "landing"
    file = landing / FAULTS[fault].table / source.name
    file.parent.mkdir(parents=True)
    opened: Any = gzip.open if source.suffix == ".gz" else Path.open
    names = 0 if source.suffix == ".gz" else 3 if source.parent.name.startswith("SV_") else 1
    with opened(source, "rb") as whole, opened(file, "wb") as few:
        few.writelines(whole.readlines()[: names + kept])

    with suppress(DemoError):
        plant(fault, landing, DAY)
