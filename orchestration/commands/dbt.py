"""`cx dbt`: dbt with this company's data folder and variables, for analysts."""

from datetime import date
from pathlib import Path

import click

from orchestration.commands.shared import (
    as_of_option,
    company_option,
    progress,
    settings_of,
)


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@company_option
@as_of_option
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def dbt(company: Path | None, as_of: date | None, arguments: tuple[str, ...]) -> None:
    """Run dbt on a copy of the published warehouse: cx dbt build --select fct_contacts.

    Whatever dbt accepts is accepted. It works in a folder of its own; nothing is published.
    """
    from orchestration.draft import run_dbt

    with progress():
        run_dbt(settings_of(company), as_of, arguments)
