"""`cx forget`: one customer out of every file, and the proof that it is so."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    night_of,
    settings_of,
)

if TYPE_CHECKING:
    from orchestration.forgetting.forget import Changes
    from orchestration.forgetting.register import Done


@click.command()
@click.argument("customers", metavar="CUSTOMER...", nargs=-1, required=True)
@click.option("--yes", is_flag=True, help="Do not ask: it cannot be undone.")
@company_option
@json_option
def forget(customers: tuple[str, ...], yes: bool, company: Path | None, as_json: bool) -> None:
    """Take customers out of landing, lake, rejects, warehouse and site; for good.

    The warehouse is built anew once, however many there are. What they did stays counted, under
    stand-ins that name nobody. Files that bring them back later are rewritten before they are
    loaded. Exit code 1: something of them was found afterwards, or folders remain of feeds that
    cx.toml no longer names, which cannot be searched by column.
    """
    from orchestration import steps
    from orchestration.forgetting.forget import (
        find_customers,
        forget_in_files,
        remember,
    )
    from orchestration.forgetting.register import Done, read_register, write_done
    from orchestration.forgetting.search import search
    from orchestration.loading.tables import jobs
    from orchestration.publishing import published_state
    from orchestration.rebuild import build_whole
    from orchestration.settings import utc_now

    settings = settings_of(company)
    if (state := published_state(settings.published_warehouse)) is None:
        reason = f"{settings.published_warehouse} does not exist; cx nightly publishes it"
        raise click.ClickException(reason)
    # Before the night is opened: a slip of the pen is no stopped night.
    found = find_customers(settings, customers)
    if not yes:
        click.confirm(f"Forget {', '.join(customers)} for good?", abort=True)
    with night_of(company, state.as_of, full_refresh=True, is_whole=True) as night:
        every_job = jobs(settings, state.as_of)
        with night.run.stage("forget"):
            register = remember(settings, found, every_job)
            changes = forget_in_files(settings, found, every_job, register)
        build_whole(night)
        steps.render(night)
        files, places = search(settings.home, found.texts)
    done = Done(utc_now(), changes.files, changes.rows, files, len(places))
    write_done(read_register(settings.home), done)
    _tell(done, changes, places, as_json=as_json)
    raise SystemExit(1 if places or changes.unknown else 0)


def _tell(done: "Done", changes: "Changes", places: Sequence[Path], *, as_json: bool) -> None:
    if as_json:
        paths = {"places": places, "unknown": changes.unknown, "unread": changes.unread}
        lists = {name: [str(path) for path in found] for name, found in paths.items()}
        echo_json({**asdict(done), **lists})
    else:
        click.echo(
            f"{done.rows_changed:,} rows of {done.files_changed:,} files changed; "
            f"{done.files_searched:,} files searched, found in {done.found}"
        )
    for path in changes.unread:
        why = "could not be read, so it was searched byte by byte, and no night will load it"
        click.echo(f"{path}: {why}; delete it, or have it sent again", err=True)
    for path in changes.unknown:
        why = "nothing in cx.toml says what is in it, so nobody was taken out of it"
        click.echo(f"{path}: {why}; delete it", err=True)
    for place in places:
        click.echo(f"still in {place}", err=True)
