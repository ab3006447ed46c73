"""The words of the command line: help at once, one line for a mistake, codes a machine can read."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from orchestration.cli import VERBS, cx
from orchestration.commands.goals import goals
from orchestration.commands.metrics import print_result
from orchestration.commands.shared import NightDay, echo_json
from orchestration.rejects import Wanted
from orchestration.settings import PROJECT, Settings
from reports.errors import Problem, SiteError
from reports.metric_queries import QueryResult

RESULT = QueryResult(
    columns=("metric_time__month", "nps"),
    types=("DATE", "DOUBLE"),
    rows=((date(2026, 5, 1), 41.25), (date(2026, 6, 1), None)),
    sql="select 1",
)


@pytest.fixture
def empty(tmp_path: Path) -> dict[str, str]:
    return {"CX_HOME": str(tmp_path)}


def test_help_lists_the_verbs_in_the_order_of_the_flow() -> None:
    told = CliRunner().invoke(cx, ["--help"]).output.split("Commands:")[1]

    assert [line.split()[0] for line in told.splitlines() if line.strip()] == list(VERBS)


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "dbt"])
def test_every_verb_has_help(verb: str) -> None:
    told = CliRunner().invoke(cx, [verb, "--help"])

    assert told.exit_code == 0
    assert "--company" in told.output


def test_help_imports_nothing_slow() -> None:
    slow = {"dagster", "dbt", "duckdb", "great_expectations", "metricflow"}
    code = (
        "import sys; from click.testing import CliRunner; from orchestration.cli import cx; "
        f"CliRunner().invoke(cx, ['nightly', '--help']); print(*{slow} & set(sys.modules))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == ""


def test_an_unknown_verb_is_a_mistake_of_the_caller() -> None:
    assert CliRunner().invoke(cx, ["nightlee"]).exit_code == 2


def test_a_date_that_is_none_is_told_as_such() -> None:
    told = CliRunner().invoke(cx, ["nightly", "--as-of", "31.5.2026"])

    assert told.exit_code == 2
    assert "write YYYY-MM-DD" in told.output


@pytest.mark.parametrize("words", ["nightly --as-of", "gate --as-of", "demo --through"])
def test_a_night_is_a_day_of_the_calendar(words: str) -> None:
    calendar = (PROJECT / "dbt_project/models/utilities/dim_dates.sql").read_text(encoding="utf-8")

    assert f"from {NightDay.first} to {NightDay.last}." in calendar
    for day in (NightDay.first - timedelta(days=1), NightDay.last + timedelta(days=1)):
        told = CliRunner().invoke(cx, [*words.split(), day.isoformat()])
        assert told.exit_code == 2
        assert f"{day} is not between 1990-01-01 and 2049-12-31" in " ".join(told.output.split())


@pytest.mark.parametrize("verb", ["land", "nightly"])
def test_a_night_that_lies_ahead_is_a_slip_of_the_pen(empty: dict[str, str], verb: str) -> None:
    (Path(empty["CX_HOME"]) / "lake/zendesk/tickets/_loaded_on=2026-05-31").mkdir(parents=True)

    told = CliRunner().invoke(cx, [verb, "--as-of", "2049-12-31"], env=empty)

    assert told.exit_code == 2
    assert "--as-of 2049-12-31 lies ahead of today" in told.output


@pytest.mark.parametrize("verb", ["land", "status"])
def test_a_source_that_nobody_knows_is_told_before_anything_begins(
    tmp_path: Path, verb: str
) -> None:
    company = '[company]\nname = "Own"\ntime_zone = "UTC"\ncurrency = "EUR"\n'
    (tmp_path / "cx.toml").write_text(company + 'sources = ["zendsk"]\n', encoding="utf-8")

    told = CliRunner().invoke(cx, [verb, "--company", str(tmp_path)])

    assert told.exit_code == 1
    assert "company.sources: there is no source 'zendsk'; did you mean 'zendesk'?" in told.output


def test_an_error_of_ours_is_one_line_wherever_it_comes_from(empty: dict[str, str]) -> None:
    published = Path(empty["CX_HOME"]) / "published" / "warehouse.duckdb"
    published.parent.mkdir()
    published.write_bytes(b"torn")

    told = CliRunner().invoke(cx, ["status"], env=empty)

    assert told.exit_code == 1
    assert f"{published} cannot be read" in told.output
    assert "cx nightly builds it anew from the lake" in told.output
    assert len(told.output.splitlines()) == 1


def test_a_build_before_anything_was_loaded_names_the_verb_that_loads(
    empty: dict[str, str],
) -> None:
    told = CliRunner().invoke(cx, ["build", "--as-of", "2026-05-31"], env=empty)

    assert told.exit_code == 1
    assert "zendesk/tickets (and 21 more) was never loaded; look further: cx land" in told.output


def test_a_company_without_its_file_is_told_in_one_line(tmp_path: Path) -> None:
    told = CliRunner().invoke(cx, ["status", "--company", str(tmp_path)])

    assert told.exit_code == 1
    assert "cx.toml does not exist" in told.output
    assert len(told.output.splitlines()) == 1


def test_a_company_named_before_a_verb_of_a_group_is_meant(tmp_path: Path) -> None:
    told = CliRunner().invoke(cx, ["site", "--company", str(tmp_path), "serve"])

    assert f"{tmp_path}/cx.toml does not exist" in told.output


def test_the_company_named_last_is_meant(tmp_path: Path) -> None:
    words = ["--company", str(Path(__file__).parents[2]), "rejects", "--company", str(tmp_path)]

    told = CliRunner().invoke(cx, [*words, "show"])

    assert f"{tmp_path}/cx.toml does not exist" in told.output


@pytest.mark.parametrize("words", [[], ["list"], ["--json", "list"], ["show", "--json"]])
def test_rejects_are_listed_with_the_verb_and_without(
    words: list[str], empty: dict[str, str]
) -> None:
    told = CliRunner().invoke(cx, ["rejects", *words], env=empty)

    assert told.exit_code == 0, told.output
    assert told.output.startswith("[" if "--json" in words else "table")


@pytest.mark.parametrize("words", [["--table", "tickets", "show"], ["show", "--table", "tickets"]])
def test_rejects_are_narrowed_before_and_behind_the_verb(
    words: list[str], empty: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Wanted] = []

    def remembered(_: Settings, wanted: Wanted, **__: int) -> tuple[()]:
        asked.append(wanted)
        return ()

    monkeypatch.setattr("orchestration.rejects.rejected_rows", remembered)

    CliRunner().invoke(cx, ["rejects", *words], env=empty, catch_exceptions=False)

    assert asked == [Wanted(table="tickets")]


def test_a_question_before_the_first_night_names_the_command(empty: dict[str, str]) -> None:
    told = CliRunner().invoke(cx, ["query", "nps"], env=empty)

    assert told.exit_code == 1
    assert "cx nightly" in told.output


def test_status_of_an_empty_folder_says_so(empty: dict[str, str]) -> None:
    told = CliRunner().invoke(cx, ["status"], env=empty)

    assert told.exit_code == 1
    assert "nothing yet" in told.output


def test_serving_needs_a_site(empty: dict[str, str]) -> None:
    told = CliRunner().invoke(cx, ["site", "serve"], env=empty)

    assert told.exit_code == 1
    assert "cx nightly renders it" in told.output


@pytest.mark.parametrize("words", [["site", "--build", "serve"], ["site", "serve", "--build"]])
def test_a_draft_is_looked_at_by_its_own_name(empty: dict[str, str], words: list[str]) -> None:
    told = CliRunner().invoke(cx, words, env=empty)

    assert told.exit_code == 1
    assert "cx site --build renders it" in told.output


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("csv", "metric_time__month,nps\n2026-05-01,41.25\n2026-06-01,\n"),
        ("table", "metric_time__month\tnps\n2026-05-01\t41.25\n2026-06-01\t\n"),
        (
            "json",
            '[\n  {\n    "metric_time__month": "2026-05-01",\n    "nps": 41.25\n  },\n'
            '  {\n    "metric_time__month": "2026-06-01",\n    "nps": null\n  }\n]\n',
        ),
    ],
)
def test_an_answer_is_printed_in_the_shape_asked_for(shape: str, expected: str) -> None:
    command = click.Command("print", callback=lambda: print_result(RESULT, shape))

    assert CliRunner().invoke(command).output == expected


def test_json_holds_nothing_that_is_no_number() -> None:
    command = click.Command("print", callback=lambda: echo_json({"a": [float("nan"), 1.5]}))

    told = json.loads(CliRunner().invoke(command).output, parse_constant=pytest.fail)

    assert told == {"a": [None, 1.5]}


def test_the_mistakes_of_a_site_are_told_one_to_a_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(**_: object) -> None:
        raise SiteError(
            [Problem("pages/b.md", 3, "no query"), Problem("pages/a.md", 1, "no title")]
        )

    monkeypatch.setattr(goals, "callback", broken)

    told = CliRunner().invoke(cx, ["goals"])

    assert told.output.splitlines() == [
        "Error: no site was written: 2 problems",
        "  pages/a.md:1: no title",
        "  pages/b.md:3: no query",
    ]
