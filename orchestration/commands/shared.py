"""What verbs share: options, the company they work on, one line for an error, progress."""

import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from orchestration.settings import Settings
    from orchestration.steps import Night

Verb = TypeVar("Verb", bound=Callable[..., Any])


class Day(click.ParamType["date"]):
    """A date on the command line."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read YYYY-MM-DD."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            return self.fail(f"'{value}' is not a date; write YYYY-MM-DD", param, ctx)


class NightDay(Day):
    """A date that a night can cover: one of the calendar's, `dim_dates`."""

    first, last = date(1990, 1, 1), date(2049, 12, 31)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read YYYY-MM-DD."""
        day = super().convert(value, param, ctx)
        if not self.first <= day <= self.last:
            self.fail(f"{day} is not between {self.first} and {self.last}", param, ctx)
        return day


# How far a night that lies ahead of the clock may lie behind the one before it.
REHEARSAL_STEP = timedelta(days=31)

company_option = click.option(
    "--company",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with a cx.toml; the demo company if left out.",
)
as_of_option = click.option(
    "--as-of",
    type=NightDay(),
    help="The night: its last complete day. Default: yesterday in the company's time zone.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
draft_option = click.option(
    "--build",
    "is_draft",
    is_flag=True,
    help="From what cx dbt built and the project as it is written now, not from what is published.",
)


def limit_option(*, default: int) -> Callable[[Verb], Verb]:
    """`--limit` of a list, and of how many rows it is unless told otherwise."""
    return click.option(
        "--limit",
        type=click.IntRange(min=1),
        default=default,
        show_default=True,
        help="At most so many rows.",
    )


def settings_of(company: Path | None) -> "Settings":
    """The company's settings: named after the verb, before it, or by `CX_COMPANY`."""
    from orchestration.company_checks import check_company
    from orchestration.settings import load_settings

    folder = company or _company_before_the_verb() or os.environ.get("CX_COMPANY")
    settings = load_settings(Path(folder) if folder else None, os.environ)
    check_company(settings)
    return settings


def _company_before_the_verb() -> Path | None:
    """What was named nearest before the verb: `cx site --company PATH serve`."""
    context = click.get_current_context().parent
    while context is not None:
        folder: Path | None = context.params.get("company")
        if folder:
            return folder
        context = context.parent
    return None


def readable_file(settings: "Settings", *, is_draft: bool) -> Path:
    """The warehouse that a question reads: what is published, or the analyst's build."""
    if not is_draft:
        return published_file(settings)
    from orchestration.draft import draft_warehouse

    with progress():
        return draft_warehouse(settings)


def night_asked(settings: "Settings", as_of: date | None) -> date:
    """The night to run: the last complete day unless another was asked for.

    A night that lies ahead is a slip of the pen that costs every night before it its data, since an
    older night loads nothing. A rehearsal may live ahead of the clock, from its first night on.
    """
    from orchestration.loading.tables import newest_loaded_on

    last = settings.last_complete_day()
    if as_of is None or as_of <= last + timedelta(days=1):
        return as_of or last
    newest = newest_loaded_on(settings)
    if newest is not None and as_of > newest + REHEARSAL_STEP:
        raise MistakeError(
            f"--as-of {as_of} lies ahead of today, and the lake's newest night is {newest}: what is"
            f" loaded for it would be missing in all nights before; the last complete day is {last}"
        )
    return as_of


def published_file(settings: "Settings") -> Path:
    """The published warehouse; without one the command ends by naming what publishes it."""
    file = settings.published_warehouse
    if not file.exists():
        raise click.ClickException(f"{file} does not exist; cx nightly publishes it")
    return file


@contextmanager
def published(
    settings: "Settings", *, folder: Path | None = None
) -> Iterator["DuckDBPyConnection"]:
    """The published warehouse, read-only and locked; `folder` may be read beside it."""
    from reports.warehouse import open_warehouse

    with open_warehouse(published_file(settings), folder=folder) as connection:
        yield connection


class MistakeError(click.ClickException):
    """A mistake of the caller, as click's own ones end."""

    exit_code = 2


@contextmanager
def one_line(
    *errors: type[Exception], ending: type[click.ClickException] = click.ClickException
) -> Iterator[None]:
    """Turn expected errors into one line on stderr and an exit code, 1 unless told otherwise."""
    try:
        yield
    except errors as error:
        raise ending(" ".join(str(error).split())) from error


@contextmanager
def night_of(
    company: Path | None,
    as_of: date | None,
    *,
    full_refresh: bool = False,
    is_whole: bool = False,
) -> Iterator["Night"]:
    """A night for one verb; the errors of its stages in one line."""
    from orchestration.nights import StageError
    from orchestration.steps import open_night

    settings = settings_of(company)
    day = night_asked(settings, as_of)
    opened = open_night(settings, day, full_refresh=full_refresh, is_whole=is_whole)
    with progress(), opened as night:
        try:
            yield night
        except StageError as error:
            stopped(day, error.stage, error.reason, error.look)


def stopped(night: object, stage: str | None, reason: str | None, look: str | None) -> None:
    """End with the one line a stopped night owes: what, where, and where to look further."""
    further = f"; look further: {look}" if look else ""
    click.echo(f"stopped {night} at {stage}: {reason}{further}", err=True)
    raise SystemExit(1)


def as_plain(value: object) -> object:
    """Dataclasses, dates and paths as JSON knows them."""
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def echo_json(value: object) -> None:
    """Print a value as JSON, which has no word for what is not a number."""
    plain = json.loads(json.dumps(value, default=as_plain), parse_constant=lambda _: None)
    click.echo(json.dumps(plain, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """A table on a terminal; tabs between columns where a program reads."""
    if not sys.stdout.isatty():
        for row in [columns, *rows]:
            click.echo("\t".join(_cell(value) for value in row))
        return
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    heads = (Column(Text(_cell(name))) for name in columns)
    table = Table(*heads, box=None, header_style="bold")
    for row in rows:
        # What a vendor sent is text, whatever brackets it holds.
        table.add_row(*(Text(_cell(value)) for value in row))
    Console().print(table)


def _cell(value: object) -> str:
    """A value on one line, without anything that a terminal or a column would obey."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    text = str(value)
    if text.isprintable():
        return text
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


@contextmanager
def progress() -> Iterator[None]:
    """Show what the night is at: a spinner on a terminal, plain lines elsewhere."""
    log = logging.getLogger("cx")
    log.setLevel(logging.INFO)
    log.propagate = False
    # What others log (a refused file, a library's advice) would reach stderr without a handler.
    logging.getLogger().addHandler(logging.NullHandler())
    with _handler() as handler:
        log.addHandler(handler)
        try:
            yield
        finally:
            log.removeHandler(handler)


@contextmanager
def _handler() -> Iterator[logging.Handler]:
    if not sys.stderr.isatty():
        yield _Lines(lambda line: click.echo(line, err=True))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True)
    with console.status("starting …") as status:
        yield _Lines(
            lambda line: status.update(Text(line)), lambda line: console.print(line, markup=False)
        )


class _Lines(logging.Handler):
    """Hands each message to a function; a warning to one by which it stays."""

    def __init__(
        self, say: Callable[[str], object], warn: Callable[[str], object] | None = None
    ) -> None:
        super().__init__(logging.INFO)
        self._say = say
        self._warn = warn or say

    def emit(self, record: logging.LogRecord) -> None:
        """Say one message."""
        say = self._warn if record.levelno >= logging.WARNING else self._say
        say(record.getMessage())
