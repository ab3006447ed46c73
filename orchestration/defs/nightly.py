"""The nightly job and its schedule, in the company's own time zone."""

from datetime import timedelta

import dagster as dg

from orchestration.settings import Settings

JOB = "nightly"


# In one process: the lock and the record of a night live in it.
nightly = dg.define_asset_job(
    JOB,
    selection=dg.AssetSelection.all(),
    executor_def=dg.in_process_executor,
    description="Land, load, gate, build, forecast, audit, publish, render.",
)


def nightly_schedule(settings: Settings) -> dg.ScheduleDefinition:
    """Every night at the company's hour, for the day that has just ended there."""

    @dg.schedule(
        job_name=JOB,
        cron_schedule=f"0 {settings.night.hour} * * *",
        execution_timezone=settings.time_zone,
    )
    def every_night(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        as_of = context.scheduled_execution_time.date() - timedelta(days=1)
        return dg.RunRequest(run_key=as_of.isoformat(), run_config=run_config(settings, as_of))

    return every_night


def run_config(
    settings: Settings, as_of: object, *, full_refresh: bool = False
) -> dict[str, object]:
    """The configuration of one night's run."""
    config = {
        "company": str(settings.company),
        "home": str(settings.home),
        "as_of": str(as_of),
        "full_refresh": full_refresh,
    }
    return {"resources": {"night": {"config": config}}}
