"""`cx nightly`: the whole night, through the Dagster job, in this process."""

from datetime import date
from pathlib import Path

import click

from orchestration.commands.shared import (
    as_of_option,
    company_option,
    echo_json,
    json_option,
    night_asked,
    progress,
    settings_of,
    stopped,
)


@click.command()
@company_option
@as_of_option
@click.option("--full-refresh", is_flag=True, help="Build every model anew from the lake.")
@json_option
def nightly(company: Path | None, as_of: date | None, full_refresh: bool, as_json: bool) -> None:
    """Land, load, gate, build, forecast, audit, publish, render.

    Exit code 0: published. 1: stopped, with the reason in one line; what readers see is as it was.
    """
    from orchestration.judging import call_judge
    from orchestration.nights import hold_lock

    settings = settings_of(company)
    night = night_asked(settings, as_of)
    settings.secrets.check()
    with hold_lock(settings.home), progress():
        call_judge()
        from orchestration.defs.run import run_nightly

        record = run_nightly(settings, night, full_refresh=full_refresh)
    if as_json:
        echo_json(record)
    if record.status != "published":
        stopped(record.night, record.stage, record.reason, record.look)
    elif not as_json:
        click.echo(
            f"published {record.night}: {record.rows_loaded:,} rows loaded, "
            f"{record.rows_rejected:,} rejected, {record.seconds:.1f} s; "
            f"{f'{record.site_warnings} warnings of the site; ' if record.site_warnings else ''}"
            f"{(settings.site / 'index.html').as_uri()}"
        )
