"""Of sources and feeds that cx.toml names no more nothing is skipped in silence."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from orchestration.forgetting.forget import Identifiers, forget_in_files
from orchestration.forgetting.left_behind import folders_of_nobody
from orchestration.forgetting.register import PERSONS, read_register
from orchestration.forgetting.search import search
from orchestration.loading.load import run
from orchestration.loading.tables import job_of_table, jobs, jobs_of
from orchestration.settings import PROJECT, Settings, load_settings
from quality.contract import find_table, read_contract

NIGHT = date(2024, 3, 1)
ANN = "ann@example.com"
HEAD = '[company]\nname = "Own"\ntime_zone = "UTC"\ncurrency = "EUR"\nsources = ["qualtrics"]\n'
FEED = """
[[mapped]]
name = "{name}"
entity = "customers"
files = "*.csv"
[mapped.fields]
customer_id = "id"
email = "email"
"""


def company(home: Path, *feeds: str) -> Settings:
    told = HEAD + "".join(FEED.format(name=name) for name in feeds)
    (home / "cx.toml").write_text(told, encoding="utf-8")
    return load_settings(home, {})


def forget(settings: Settings) -> list[Path]:
    register = read_register(settings.home)
    register.add(PERSONS, "", ANN)
    register.add(PERSONS, "mapped", "C42")
    register.save()
    return forget_in_files(
        settings, Identifiers(("mapped:C42",)), jobs(settings, NIGHT), register
    ).unknown


def test_a_removed_feed_loses_its_rows_and_its_folder_is_named(tmp_path: Path) -> None:
    settings = company(tmp_path, "kept", "gone")
    for name in ("kept", "gone"):
        path = settings.landing / name / "customers" / "x" / "a.csv"
        path.parent.mkdir(parents=True)
        path.write_text(f"id,email\nC42,{ANN}\nC1,of {name}\n", encoding="utf-8")
    table = find_table(
        read_contract(PROJECT / "dbt_project/models", ["mapped"]), "mapped/customers"
    )
    for job, _ in jobs_of(table, settings, NIGHT):
        run(job)

    unknown = forget(company(tmp_path, "kept"))

    assert unknown == [settings.landing / "gone" / "customers"]
    places = search(settings.home, {ANN})[1]
    assert places == (settings.landing / "gone/customers/x/a.csv",)


def test_a_source_that_is_switched_off_is_rewritten_by_its_contract(tmp_path: Path) -> None:
    settings = company(tmp_path, "kept")
    users = find_table(read_contract(settings.models, ["zendesk"]), "zendesk/users")
    path = settings.landing / "zendesk/users/a.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text(
        f'{{"id": 1, "email": "{ANN}", "role": "end-user", "created_at": "2024-01-01T00:00:00Z",'
        ' "updated_at": "2024-01-01T00:00:00Z"}\n',
        encoding="utf-8",
    )
    run(job_of_table(users, replace(settings, vendors=("zendesk",)), NIGHT))
    assert len(search(settings.home, {ANN})[1]) == 2

    assert forget(settings) == []
    assert search(settings.home, {ANN})[1] == ()


def test_a_loose_file_is_named(tmp_path: Path) -> None:
    settings = company(tmp_path, "kept")
    path = settings.landing / "export.csv"
    path.parent.mkdir(parents=True)
    path.touch()

    assert folders_of_nobody(settings, ()) == (path,)
