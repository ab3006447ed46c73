"""Every fault that can be planted is told by the rule meant for it, and only when planted.

Loader and gates, without models: the faults edit a delivery the way a broken export would.
"""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from orchestration.demo import FAULTS, write_demo
from orchestration.demo.faults import plant
from orchestration.loading.load import run
from orchestration.loading.tables import job_of_table
from orchestration.settings import Settings, load_settings
from quality.contract import TableContract, find_table, read_contract
from quality.gates import run_gate
from quality.verdicts import Verdict, failures

NIGHT = date(2026, 3, 31)
PAST_NIGHTS = 8

STOPPED_BY = {
    "duplicate_keys": "key_once_per_file",
    "dropped_rows": "volume",
    "stale_extract": "extract_arrived",
    "missing_table": "extract_arrived",
    "renamed_column": "files_accepted",
    "removed_column": "files_accepted",
    "type_drift": "rows_accepted",
    "invitations_without_surveys": "rows_accepted",
    "wrong_encoding": "files_accepted",
    "semicolon_delimiter": "files_accepted",
    "login_page": "files_accepted",
    "truncated_gzip": "files_accepted",
    "empty_file": "files_accepted",
    "orphaned_references": "reference:ticket_id",
    "future_dates": "plausible_dates",
    "currency_switched": "currencies_kept",
    "negative_amounts": "value_range:UnitPrice",
    "uncorrected_clocks": "clocks_corrected",
    "decimal_comma": "rows_accepted",
    "survey_bot": "answers_by_people",
    "abandoned_and_answered": "one_outcome",
}
TOLD_BY = {
    "addresses_in_a_wrong_column": "no_addresses",
    "added_column": "columns_known",
    "doubled_volume": "volume_high",
    "half_json_line": "no_row_rejected",
    "endless_line": "no_row_rejected",
    "repeated_messages": "messages_repeated",
    "shifted_time_zone": "times_of_day:created_at",
    "distribution_shift": "shares_kept:priority",
}
# Needs more answers a night than a small company gets: tests/unit/test_gates_rows.py.
BY_ANSWERS = {"score_out_of_scale", "reversed_scale"}
# The loader knows a unit by its size, the reader of comments an encoding and an end, models what a
# merge or a test is: nothing is wrong with the rows that come of it.
UNDERSTOOD = {
    "epoch_milliseconds",
    "event_times_in_milliseconds",
    "mojibake_comments",
    "endless_comment",
    "byte_order_mark",
    "code_as_score",
    "deleted_and_back",
    "merged_accounts",
    "agents_leaving",
    "test_tickets",
}


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A company whose past nights are loaded, and whose last delivery lies beside, in `next`."""
    settings = load_settings(None, {"CX_HOME": str(tmp_path_factory.mktemp("faults"))})
    first = NIGHT - timedelta(days=PAST_NIGHTS)
    write_demo(settings.home, through=first, months=3, customers=700, seed=5)
    write_demo(settings.home, through=NIGHT)
    delivered = settings.landing.rename(settings.home / "next")
    for n in range(PAST_NIGHTS):
        night = first + timedelta(days=n)
        deliver(delivered, settings.landing, night)
        for table in tables(settings):
            run(job_of_table(table, settings, night))
    return settings


def tables(settings: Settings) -> tuple[TableContract, ...]:
    return read_contract(settings.models, settings.vendors)


def deliver(delivered: Path, landing: Path, night: date) -> None:
    for path in delivered.rglob(f"{night}*"):
        target = landing / path.relative_to(delivered)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)


@pytest.fixture
def company(before: Settings, tmp_path: Path) -> Settings:
    """A copy into which the night's delivery has come."""
    home = tmp_path / "home"
    shutil.copytree(before.home, home)
    settings = load_settings(None, {"CX_HOME": str(home)})
    deliver(home / "next", settings.landing, NIGHT)
    return settings


def judged(settings: Settings, table: TableContract, validator: Any) -> tuple[Verdict, ...]:
    run(job_of_table(table, settings, NIGHT))
    seeds = settings.project / "dbt_project" / "seeds"
    return run_gate(settings.lake, table, as_of=NIGHT, seeds=seeds, validator=validator)


def judged_with(settings: Settings, fault: str, validator: Any) -> tuple[Verdict, ...]:
    plant(fault, settings.landing, NIGHT)
    name = "/".join(FAULTS[fault].table.split("/")[:2])
    table = find_table(tables(settings), name)
    # The night loads before it judges: rows refer to rows of the same night.
    for column in table.columns:
        if column.references:
            other = f"{table.source}/{column.references.split('.')[0]}"
            run(job_of_table(find_table(tables(settings), other), settings, NIGHT))
    return judged(settings, table, validator)


def test_every_fault_has_the_rule_that_tells_it() -> None:
    assert {*STOPPED_BY, *TOLD_BY, *BY_ANSWERS, *UNDERSTOOD} == set(FAULTS)


def test_a_good_night_is_silent(company: Settings, validator: Any) -> None:
    for table in tables(company):
        run(job_of_table(table, company, NIGHT))

    verdicts = [v for table in tables(company) for v in judged(company, table, validator)]

    assert [v.message for v in verdicts if not v.passed] == []


@pytest.mark.parametrize(("fault", "rule"), STOPPED_BY.items())
def test_the_fault_stops_the_night(
    company: Settings, validator: Any, fault: str, rule: str
) -> None:
    verdicts = judged_with(company, fault, validator)

    assert rule in [verdict.rule for verdict in failures(verdicts)]


@pytest.mark.parametrize(("fault", "rule"), TOLD_BY.items())
def test_the_fault_is_told(company: Settings, validator: Any, fault: str, rule: str) -> None:
    verdicts = judged_with(company, fault, validator)

    assert [verdict.rule for verdict in verdicts if not verdict.passed] == [rule]


@pytest.mark.parametrize("fault", sorted(UNDERSTOOD))
def test_what_the_loader_understands_is_no_fault(
    company: Settings, validator: Any, fault: str
) -> None:
    verdicts = judged_with(company, fault, validator)

    assert [verdict.message for verdict in verdicts if not verdict.passed] == []
