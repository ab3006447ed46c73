"""`cx trace`: how the numbers of a contact, answer, customer month or journey came about."""

from dataclasses import asdict
from pathlib import Path

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    print_table,
    published,
    settings_of,
)


@click.command()
@click.argument("identifier", metavar="ID")
@company_option
@json_option
def trace(identifier: str, company: Path | None, as_json: bool) -> None:
    """Source rows, events, rules and columns of one id: cx trace zendesk:4711.

    Answers why a number differs from the helpdesk's screen. ID is a contact, an answer, a
    customer's month, a customer's month end or a journey, as the marts name them.
    """
    from orchestration.tracing import trace as follow

    settings = settings_of(company)
    with published(settings, folder=settings.lake) as connection:
        found = follow(connection, settings.lake, identifier)
    if as_json:
        echo_json(asdict(found))
        return
    click.echo(f"{found.kind} {found.id} (times in UTC, dates in {settings.time_zone})")
    for section in found.sections:
        click.echo(f"\n{section.title}")
        print_table(section.columns, section.rows)
