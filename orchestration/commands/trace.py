"""`cx trace`: how the numbers of one contact, answer or customer month came about."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.metrics import print_table
from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    one_line,
    settings_of,
)

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.settings import Settings


@click.command()
@click.argument("identifier", metavar="ID")
@company_option
@json_option
def trace(identifier: str, company: Path | None, as_json: bool) -> None:
    """Source rows, events, rules and columns of one id: cx trace zendesk:4711.

    Answers why a number differs from the helpdesk's screen. ID is a contact, an answer, a
    customer's month or a customer's month end, as the marts name them.
    """
    from orchestration.tracing import TraceError
    from orchestration.tracing import trace as follow

    settings = settings_of(company)
    with one_line(TraceError), published(settings) as connection:
        found = follow(connection, settings.lake, identifier)
    if as_json:
        echo_json(asdict(found))
        return
    click.echo(f"{found.kind} {found.id}")
    for section in found.sections:
        click.echo(f"\n{section.title}")
        print_table(section.columns, section.rows)


@contextmanager
def published(settings: "Settings") -> Iterator["DuckDBPyConnection"]:
    """The published warehouse, read-only."""
    import duckdb

    file = settings.published_warehouse
    if not file.exists():
        raise click.ClickException(f"{file} does not exist; cx nightly publishes it")
    with duckdb.connect(str(file), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")
        yield connection
