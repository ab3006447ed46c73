"""`cx dbt`: dbt with this company's data folder and variables, for analysts."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import click

from orchestration.commands.shared import as_of_option, company_option, one_line, settings_of


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@company_option
@as_of_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dbt(company: Path | None, as_of: date | None, arguments: tuple[str, ...]) -> None:
    """Run dbt on a copy of the published warehouse: cx dbt build --select fct_contacts.

    Whatever dbt accepts is accepted. It works in the build folder; nothing is published.
    """
    from orchestration.dbt_runner import dbt_arguments, dbt_environment
    from orchestration.nights import HomeError, open_home
    from orchestration.publishing import ensure_build, published_state

    settings = settings_of(company)
    state = published_state(settings.published_warehouse)
    night = as_of or (state.as_of if state else settings.last_complete_day())
    with one_line(HomeError):
        open_home(settings.home)
    ensure_build(settings)
    command = [sys.executable, "-c", "from dbt.cli.main import cli; cli()", *arguments]
    if arguments and not arguments[0].startswith("-") and "--vars" not in arguments:
        command = dbt_arguments(settings, night, command)
    # A target of its own: with other variables in it, the night would parse everything again.
    target = {"DBT_TARGET_PATH": str(settings.target / "analyst")}
    environment = {**os.environ, **dbt_environment(settings), **target}
    # The analyst's own words, on the analyst's own machine.
    done = subprocess.run(command, env=environment, check=False)  # noqa: S603
    raise SystemExit(done.returncode)
