"""`cx rejects`: refused rows by reason, the rows themselves, and back through the loader."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

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

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

table_option = click.option("--table", default="", help="Only tables whose path contains this.")


def wanted_options(command: Decorated) -> Decorated:
    """The options that say which rejects are meant."""
    for option in (
        click.option(
            "--all",
            "with_replaced",
            is_flag=True,
            help="Also rows of files that a newer file has replaced.",
        ),
        click.option("--reason", default="", help="Only reasons that contain this."),
        click.option("--file", default="", help="Only files whose path contains this."),
        table_option,
    ):
        command = option(command)
    return command


@click.group(invoke_without_command=True)
@company_option
@wanted_options
@json_option
@click.pass_context
def rejects(context: click.Context, /, company: Path | None, as_json: bool, **wanted: Any) -> None:
    """Refused rows, counted by table, file, column and reason, as `list` does.

    Leaves out files that were mended and put back: a newer one of that name is loaded.
    """
    if not context.invoked_subcommand:
        context.invoke(list_groups, company=company, as_json=as_json, **wanted)
    # An option before the verb behind it is meant for that verb.
    given = {name: value for name, value in (*wanted.items(), ("as_json", as_json)) if value}
    context.default_map = dict.fromkeys(rejects.commands, given)


@rejects.command("list")
@wanted_options
@company_option
@json_option
def list_groups(company: Path | None, as_json: bool, **wanted: Any) -> None:
    """Refused rows, counted by table, file, column and reason."""
    from orchestration.rejects import Wanted, reject_groups

    groups = reject_groups(settings_of(company), Wanted(**wanted))
    if as_json:
        echo_json(groups)
        return
    print_table(
        ("table", "file", "column", "reason", "rows", "first row", "replaced"),
        [(g.table, g.file, g.column, g.reason, g.rows, g.first_row, g.replaced_on) for g in groups],
    )


@rejects.command()
@wanted_options
@limit_option(default=20)
@company_option
@json_option
def show(limit: int, company: Path | None, as_json: bool, **wanted: Any) -> None:
    """The rows themselves, with the value as it came: it may be personal."""
    from orchestration.rejects import Wanted, rejected_rows

    rows = rejected_rows(settings_of(company), Wanted(**wanted), limit=limit)
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
