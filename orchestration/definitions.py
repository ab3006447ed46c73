"""What Dagster loads: the assets, checks, job and schedule of one company's night.

`dg dev` reads the company from CX_COMPANY (a folder with a cx.toml; the demo company without it).
"""

import json
import os
from pathlib import Path

import dagster as dg

from orchestration.dbt_runner import ensure_manifest
from orchestration.defs.feedback import feedback_assets
from orchestration.defs.forecasts import forecast_assets
from orchestration.defs.gates import gate_checks
from orchestration.defs.nightly import nightly, nightly_schedule
from orchestration.defs.publish import published_warehouse
from orchestration.defs.resources import NightResource
from orchestration.defs.site import site_assets
from orchestration.defs.sources import landing, source_assets
from orchestration.defs.warehouse import audited_build, model_assets
from orchestration.settings import Settings, load_settings
from orchestration.steps import tables


def night_definitions(settings: Settings, manifest: Path) -> dg.Definitions:
    """Everything Dagster knows of a company, from its contracts and dbt's manifest."""
    parsed = json.loads(manifest.read_text(encoding="utf-8"))
    contracts = tables(settings)
    return dg.Definitions(
        assets=[
            landing,
            *source_assets(contracts),
            *model_assets(parsed),
            *forecast_assets(parsed),
            *feedback_assets(parsed),
            audited_build(parsed),
            published_warehouse,
            site_assets(parsed),
        ],
        asset_checks=gate_checks(contracts),
        jobs=[nightly],
        schedules=[nightly_schedule(settings)],
        resources={"night": NightResource(company=str(settings.company), home=str(settings.home))},
        executor=dg.in_process_executor,
    )


@dg.definitions
def defs() -> dg.Definitions:
    """The definitions of the company that the environment names."""
    company = os.environ.get("CX_COMPANY")
    settings = load_settings(Path(company) if company else None, os.environ)
    return night_definitions(settings, ensure_manifest(settings))
