"""`cx rejects`: refused rows by reason, the rows themselves, and back through the loader."""

from datetime import date
from pathlib import Path

import click

from orchestration.commands.shared import (
    as_of_option,
    company_option,
    echo_json,
    json_option,
    limit_option,
    print_table,
    settings_of,
)

table_option = click.option("--table", default="", help="Only tables whose path contains this.")
file_option = click.option("--file", default="", help="Only files whose path contains this.")
all_option = click.option(
    "--all",
    "with_replaced",
    is_flag=True,
    help="Also rows of files that a newer file has replaced.",
)
reason_option = click.option("--reason", default="", help="Only reasons that contain this.")


@click.group(invoke_without_command=True)
@company_option
@table_option
@file_option
@reason_option
@all_option
@json_option
@click.pass_context
def rejects(
    context: click.Context,
    company: Path | None,
    table: str,
    file: str,
    reason: str,
    with_replaced: bool,
    as_json: bool,
) -> None:
    """Refused rows, counted by table, file, column and reason.

    Leaves out files that were mended and put back: a newer one of that name is loaded.
    """
    if context.invoked_subcommand:
        return
    from orchestration.rejects import Wanted, reject_groups

    wanted = Wanted(table, file, reason, with_replaced)
    groups = reject_groups(settings_of(company), wanted)
    if as_json:
        echo_json(groups)
        return
    print_table(
        ("table", "file", "column", "reason", "rows", "first row", "replaced"),
        [(g.table, g.file, g.column, g.reason, g.rows, g.first_row, g.replaced_on) for g in groups],
    )


@rejects.command()
@table_option
@file_option
@reason_option
@all_option
@limit_option(default=20)
@company_option
@json_option
def show(
    table: str,
    file: str,
    reason: str,
    with_replaced: bool,
    limit: int,
    company: Path | None,
    as_json: bool,
) -> None:
    """The rows themselves, with the value as it came: it may be personal."""
    from orchestration.rejects import Wanted, rejected_rows

    settings = settings_of(company)
    wanted = Wanted(table, file, reason, with_replaced)
    rows = rejected_rows(settings, wanted, limit=limit)
    if as_json:
        echo_json(rows)
        return
    print_table(
        ("table", "file", "row", "column", "value", "reason", "replaced"),
        [(r.table, r.file, r.row, r.column, r.value, r.reason, r.replaced_on) for r in rows],
    )


@rejects.command("replay")
@table_option
@as_of_option
@company_option
@json_option
def replay(table: str, as_of: date | None, company: Path | None, as_json: bool) -> None:
    """Try all rejected rows again, after a contract has changed.

    What loads now joins the night to come. A file that was mended needs no replay: put it back
    into the landing, and the next night loads it.
    """
    from orchestration.rejects import replay_rejects

    night, files = replay_rejects(settings_of(company), as_of, table=table)
    if as_json:
        echo_json({"night": night, "files": files})
        return
    print_table(
        ("table", "file", "tried", "loaded", "rejected", "note"),
        [(f.table, f.file, f.rows, f.loaded, f.rejected, f.note) for f in files],
    )
    loaded, rows = sum(f.loaded for f in files), sum(f.rows for f in files)
    click.echo(f"{loaded:,} of {rows:,} rows loaded; they join the night {night}")
