"""`cx status`: the last nights, how fresh each table is, what was refused and what failed."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    print_table,
    settings_of,
)

if TYPE_CHECKING:
    from orchestration.settings import Settings
    from orchestration.state import State


@click.command()
@company_option
@click.option(
    "--nights",
    "count",
    type=click.IntRange(1),
    default=7,
    show_default=True,
    help="How many nights to list.",
)
@json_option
def status(company: Path | None, count: int, as_json: bool) -> None:
    """Last nights, freshness, verdicts, rejects.

    Exit code 1: the newest night that is due is not published (night.hour, late_after_minutes).
    """
    from orchestration.settings import utc_now
    from orchestration.state import read_state

    settings = settings_of(company)
    state = read_state(settings, nights=count, now=utc_now())
    if as_json:
        echo_json(asdict(state))
    else:
        _print(state, settings)
    if state.late or state.ahead:
        raise SystemExit(1)


def _print(state: "State", settings: "Settings") -> None:
    click.echo(f"published  {state.published_as_of or 'nothing yet; cx nightly'}")
    click.echo(f"data       {settings.home}\n")
    print_table(
        ("night", "status", "stage", "seconds", "loaded", "rejected", "site warnings", "reason"),
        [
            (
                n.night,
                n.status,
                n.stage,
                n.seconds,
                n.rows_loaded,
                n.rows_rejected,
                n.site_warnings,
                n.reason,
            )
            for n in state.nights
        ],
    )
    click.echo("")
    print_table(
        ("table", "newest", "files", "rows", "rejected", "refused files"),
        [(t.table, t.newest, t.files, t.rows, t.rejected, t.refused) for t in state.tables],
    )
    for message in (*state.refusals, *state.notes, *state.failed_checks):
        click.echo(f"\n{message}")
    if state.late:
        click.echo(f"late: {state.late}", err=True)
    if state.ahead:
        click.echo(f"ahead: {state.ahead}", err=True)
