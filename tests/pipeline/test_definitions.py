"""What Dagster knows: that it loads, what blocks what, and the way from a vendor to a page."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest

from orchestration.dbt_manifest import parsed_before
from orchestration.dbt_runner import ensure_manifest
from orchestration.definitions import night_definitions
from orchestration.defs.keys import WAREHOUSE
from orchestration.settings import Settings
from orchestration.steps import tables


@pytest.fixture(scope="module")
def definitions(company: Settings) -> dg.Definitions:
    return night_definitions(company, ensure_manifest(company))


def test_the_definitions_load_as_dagster_loads_them(company: Settings) -> None:
    dg_command = Path(sys.executable).with_name("dg")
    environment = {**os.environ, "CX_HOME": str(company.home)}

    done = subprocess.run(
        [dg_command, "check", "defs"],
        cwd=company.project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_source_table_has_a_blocking_gate(
    company: Settings, definitions: dg.Definitions
) -> None:
    graph = definitions.resolve_asset_graph()
    for table in tables(company):
        key = dg.AssetCheckKey(dg.AssetKey([table.source, table.name]), "gate")

        assert graph.get_check_spec(key).blocking


def test_a_page_descends_from_the_tables_behind_its_marts(definitions: dg.Definitions) -> None:
    parents = {
        spec.key: {dep.asset_key for dep in spec.deps}
        for spec in definitions.resolve_all_asset_specs()
    }

    def behind(page: str) -> set[str]:
        """Without the published warehouse, which descends from everything."""
        key = dg.AssetKey(["site", page])
        assert WAREHOUSE in parents[key]
        seen = parents[key] - {WAREHOUSE}
        while grown := {parent for key in seen for parent in parents.get(key, ())} - seen:
            seen |= grown
        return {key.to_user_string() for key in seen}

    forecast, reading = "forecasts/customer_lifetime_values", "feedback/readings"
    assert {"zendesk/tickets", "marts/fct_backlog_days"} <= behind("support")
    assert forecast in behind("retention_and_value")
    assert reading in behind("voice")
    assert {forecast, reading} & behind("support") == set()
    assert behind("metrics") == set()


def test_the_schedule_runs_at_the_companys_hour_for_the_day_that_ended(
    company: Settings, definitions: dg.Definitions
) -> None:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    schedule = definitions.get_schedule_def("every_night")
    morning = datetime(2026, 6, 1, 3, 0, tzinfo=ZoneInfo(company.time_zone))
    context = dg.build_schedule_context(scheduled_execution_time=morning)

    (request,) = schedule.evaluate_tick(context).run_requests

    assert (schedule.cron_schedule, schedule.execution_timezone) == (
        "0 3 * * *",
        "Europe/Amsterdam",
    )
    assert request.run_config["resources"]["night"]["config"]["as_of"] == "2026-05-31"


def test_a_copied_data_folder_is_not_parsed_again_and_reads_its_own_lake(
    copied: Settings,
) -> None:
    manifest = parsed_before(copied)

    assert manifest is not None
    places = [source.meta["external_location"] for source in manifest.sources.values()]
    assert places
    assert all(f"'{copied.home}/lake/" in place for place in places)


def test_a_changed_setting_is_parsed_again(copied: Settings) -> None:
    assert parsed_before(replace(copied, country="DE")) is None
