"""`cx rejects`: refused rows by reason, the rows themselves, and back through the loader."""

from datetime import date
from pathlib import Path

import click

from orchestration.commands.metrics import print_table
from orchestration.commands.shared import (
    as_of_option,
    company_option,
    echo_json,
    json_option,
    one_line,
    settings_of,
)

table_option = click.option("--table", default="", help="Only tables whose path holds this.")
file_option = click.option("--file", default="", help="Only files whose path holds this.")
reason_option = click.option("--reason", default="", help="Only reasons that hold this.")


@click.group(invoke_without_command=True)
@company_option
@table_option
@file_option
@reason_option
@json_option
@click.pass_context
def rejects(
    context: click.Context,
    company: Path | None,
    table: str,
    file: str,
    reason: str,
    as_json: bool,
) -> None:
    """Refused rows, counted by table, file, column and reason."""
    context.obj = company
    if context.invoked_subcommand:
        return
    from orchestration.rejects import Wanted, reject_groups

    groups = reject_groups(settings_of(company), Wanted(table, file, reason))
    if as_json:
        echo_json(groups)
        return
    print_table(
        ("table", "file", "column", "reason", "rows", "first row"),
        [(g.table, g.file, g.column, g.reason, g.rows, g.first_row) for g in groups],
    )


@rejects.command()
@table_option
@file_option
@reason_option
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True)
@company_option
@json_option
@click.pass_obj
def show(
    told: Path | None,
    table: str,
    file: str,
    reason: str,
    limit: int,
    company: Path | None,
    as_json: bool,
) -> None:
    """The rows themselves, with the value as it came: it may be personal."""
    from orchestration.rejects import Wanted, rejected_rows

    settings = settings_of(company or told)
    rows = rejected_rows(settings, Wanted(table, file, reason), limit=limit)
    if as_json:
        echo_json(rows)
        return
    print_table(
        ("table", "file", "row", "column", "value", "reason"),
        [(r.table, r.file, r.row, r.column, r.value, r.reason) for r in rows],
    )


@rejects.command("replay")
@table_option
@as_of_option
@company_option
@json_option
@click.pass_obj
def replay(
    told: Path | None, table: str, as_of: date | None, company: Path | None, as_json: bool
) -> None:
    """Try all rejected rows again, after a contract has changed.

    What loads now joins the night to come. A file that was mended needs no replay: put it back
    into the landing, and the next night loads it.
    """
    from orchestration.nights import NightBusyError
    from orchestration.rejects import RejectsError, replay_rejects

    with one_line(NightBusyError, RejectsError):
        night, files = replay_rejects(settings_of(company or told), as_of, table=table)
    if as_json:
        echo_json({"night": night, "files": files})
        return
    print_table(
        ("table", "file", "tried", "loaded", "rejected", "note"),
        [(f.table, f.file, f.rows, f.loaded, f.rejected, f.note) for f in files],
    )
    loaded, rows = sum(f.loaded for f in files), sum(f.rows for f in files)
    click.echo(f"{loaded:,} of {rows:,} rows loaded; they join the night {night}")
