"""`cx worklist`: whom somebody should be in touch with, why, who sees to it and by when."""

from pathlib import Path

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    limit_option,
    print_table,
    published,
    settings_of,
)

OPEN = """
select
    due_date, owner_name, reason_name, customer_id, subject_id, status_name, count(*) over ()
from marts.fct_follow_ups
where is_reachable and followed_up_date is null
order by due_date desc, owner_name, follow_up_id
limit ?
"""
COLUMNS = ("due", "owner", "reason", "customer", "subject", "status")


@click.command()
@company_option
@limit_option(default=50)
@json_option
def worklist(company: Path | None, limit: int, as_json: bool) -> None:
    """Open follow-ups, the latest due first. Shows ids only; cx trace tells more."""
    with published(settings_of(company)) as connection:
        found = connection.execute(OPEN, [limit]).fetchall()
    rows = [row[:-1] for row in found]
    if as_json:
        echo_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
        return
    print_table(COLUMNS, rows)
    if found and found[0][-1] > len(rows):
        click.echo(f"{len(rows):,} of {found[0][-1]:,}; --limit shows more", err=True)
