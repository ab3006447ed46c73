"""The nightly job in this process: what `cx nightly` and the tests run."""

import json
import os
from contextlib import suppress
from datetime import date

import dagster as dg

from orchestration.dbt_runner import ensure_manifest
from orchestration.definitions import night_definitions
from orchestration.defs.nightly import JOB, run_config
from orchestration.night_records import NightRecord, read_record
from orchestration.nights import StageError
from orchestration.settings import Settings
from orchestration.steps import open_night

_INSTANCE = """\
telemetry:
  enabled: false
event_log_storage:
  module: orchestration.defs.event_log
  class: NightEventLog
  config:
    base_dir: {runs}
"""
# What Dagster would print is in its own storage; a stopped night owes one line, not a trace.
_QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def run_nightly(settings: Settings, as_of: date, *, full_refresh: bool = False) -> NightRecord:
    """Run the night through its Dagster job; says how it ended."""
    try:
        manifest = ensure_manifest(settings)
    except StageError as error:
        return _refused(settings, as_of, error)
    definitions = night_definitions(settings, manifest)
    job = definitions.resolve_job_def(JOB)
    config = run_config(settings, as_of, full_refresh=full_refresh) | _QUIET
    # An interrupted night ends like any that is stopped: with its record and one line.
    interrupts = suppress(KeyboardInterrupt, dg.DagsterExecutionInterruptedError)
    with interrupts, instance(settings) as storage:
        job.execute_in_process(run_config=config, instance=storage, raise_on_error=False)
    record = read_record(settings.nights, as_of)
    if record is None:
        raise RuntimeError(f"the night of {as_of} left no record in {settings.nights}")
    return record


def instance(settings: Settings) -> dg.DagsterInstance:
    """Dagster's storage below the data folder, so that `dg dev` shows the nights that ran here."""
    settings.dagster.mkdir(parents=True, exist_ok=True)
    # Quoted: a folder's name may hold what YAML reads as its own.
    document = _INSTANCE.format(runs=json.dumps(str(settings.dagster / "history" / "runs")))
    (settings.dagster / "dagster.yaml").write_text(document, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(settings.dagster)
    return dg.DagsterInstance.get()


def _refused(settings: Settings, as_of: date, error: StageError) -> NightRecord:
    with open_night(settings, as_of) as night:
        night.run.fail(error)
    return night.run.record
