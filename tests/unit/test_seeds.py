"""The company's own seeds over the project's: what is taken from where, and what is refused."""

from pathlib import Path

import pytest

from orchestration.company import SettingsError
from orchestration.dbt_manifest import logic_fingerprint
from orchestration.seeds import check_seeds, project_seeds, seed_file, seeds_folder
from orchestration.settings import Settings, load_settings

COMPANY = """\
[company]
name = "Bakery"
time_zone = "UTC"
currency = "EUR"
gross_margin = 0.5
sources = ["zendesk"]
"""
EVENTS = "event_date,event_name,event_kind\n2026-01-05,Oven broke,operations\n"


@pytest.fixture
def bakery(tmp_path: Path) -> Settings:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "cx.toml").write_text(COMPANY, encoding="utf-8")
    return load_settings(tmp_path, {})


def write(settings: Settings, name: str, text: str) -> Path:
    path = settings.company / "seeds" / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_demo_company_is_built_with_the_seeds_of_the_project(tmp_path: Path) -> None:
    settings = load_settings(None, {"CX_HOME": str(tmp_path)})

    assert seeds_folder(settings) == project_seeds(settings)


def test_another_company_starts_without_what_describes_the_demo_company(bakery: Settings) -> None:
    folder = seeds_folder(bakery)

    events = (folder / "events.csv").read_text(encoding="utf-8")
    assert events == "event_date,event_name,event_kind\n"
    shared = "free_mail_domains.csv"
    assert (folder / shared).read_bytes() == (project_seeds(bakery) / shared).read_bytes()
    assert {path.name for path in folder.iterdir()} == {
        path.name for path in project_seeds(bakery).glob("*.csv")
    }


def test_a_seed_of_the_company_takes_the_place_of_the_projects(bakery: Settings) -> None:
    before = logic_fingerprint(bakery)
    path = write(bakery, "events.csv", "\ufeff" + EVENTS)

    assert (seeds_folder(bakery) / "events.csv").read_text(encoding="utf-8") == EVENTS
    assert seed_file(bakery, "events") == path
    assert logic_fingerprint(bakery) != before

    path.unlink()
    assert (seeds_folder(bakery) / "events.csv").read_text(encoding="utf-8").count("\n") == 1
    assert logic_fingerprint(bakery) == before


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("event.csv", EVENTS, "event.csv: there is no such seed; did you mean 'events.csv'?"),
        ("events.csv", EVENTS.replace("kind", "sort"), "events.csv:1: expected the columns"),
        ("events.csv", "", "events.csv:1: expected the columns"),
        ("events.csv", "x" * 200_000, "events.csv: its first line is no CSV: field larger"),
    ],
)
def test_what_is_no_seed_is_refused(bakery: Settings, name: str, text: str, message: str) -> None:
    write(bakery, name, text)

    with pytest.raises(SettingsError, match=message):
        check_seeds(bakery)


def test_a_seed_in_another_encoding_is_refused(bakery: Settings) -> None:
    (bakery.company / "seeds" / "events.csv").write_bytes("Frühling".encode("latin-1"))

    with pytest.raises(SettingsError, match=r"events.csv: not UTF-8 \(byte 2\); save it as UTF-8"):
        check_seeds(bakery)
