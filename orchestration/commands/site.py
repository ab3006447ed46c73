"""`cx site` and its verbs: render the pages, look at them, print them, mail the overview."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from orchestration.commands.shared import (
    company_option,
    draft_option,
    echo_json,
    json_option,
    one_line,
    progress,
    settings_of,
)

if TYPE_CHECKING:
    from orchestration.settings import Settings


@click.group(invoke_without_command=True)
@company_option
@draft_option
@json_option
@click.pass_context
def site(context: click.Context, company: Path | None, is_draft: bool, as_json: bool) -> None:
    """Render the site from the published warehouse."""
    if context.invoked_subcommand:
        if as_json:
            raise click.UsageError(f"{context.invoked_subcommand} has no --json")
        # An option before the verb behind it is meant for that verb.
        given = {"is_draft": is_draft}
        context.default_map = dict.fromkeys(site.commands, given)
        return
    from orchestration.nights import hold_lock
    from orchestration.site import render_draft, render_published

    settings = settings_of(company)
    render = render_draft if is_draft else render_published
    with hold_lock(settings.home), progress():
        summary = render(settings)
    if as_json:
        echo_json(summary)
    else:
        warned = f", {len(summary.warnings)} warnings" if summary.warnings else ""
        click.echo(f"{len(summary.pages)} pages{warned}: {(summary.out / 'index.html').as_uri()}")


@site.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@company_option
@draft_option
def serve(port: int, company: Path | None, is_draft: bool) -> None:
    """Serve the rendered site on loopback until interrupted."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    folder = _overview(_rendered(company, is_draft=is_draft)).parent
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    try:
        opened = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        raise click.ClickException(
            f"port {port} cannot be opened: {error.strerror}; --port names another, 0 any free one"
        ) from error
    with opened as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")


@site.command()
@company_option
@draft_option
def pdf(company: Path | None, is_draft: bool) -> None:
    """Print every page of the rendered site as a PDF, by a browser that is installed."""
    from orchestration.printing import print_site

    settings = _rendered(company, is_draft=is_draft)
    _overview(settings)
    printed = print_site(settings.site, settings.prints)
    click.echo(f"{len(printed)} pages: {settings.prints.as_uri()}")


@site.command()
@click.option("--url", default="", help="Where the site is read, for the mail's link.")
@company_option
@draft_option
def digest(url: str, company: Path | None, is_draft: bool) -> None:
    """Write the overview as an e-mail (HTML and text) that a mail program can send."""
    from reports.digest import as_message, read_digest

    settings = _rendered(company, is_draft=is_draft)
    overview = _overview(settings)
    with one_line(ValueError):
        message = as_message(read_digest(overview, company=settings.name, url=url))
    settings.prints.mkdir(parents=True, exist_ok=True)
    file = settings.prints / "digest.eml"
    file.write_bytes(bytes(message))
    click.echo(f"{file.stat().st_size:,} bytes: {file.as_uri()}")


def _rendered(company: Path | None, *, is_draft: bool) -> "Settings":
    """The company, with the site that is meant: the published one or the analyst's."""
    return replace(settings_of(company), is_draft=is_draft)


def _overview(settings: "Settings") -> Path:
    """The rendered overview.

    Raises:
        ClickException: There is no site yet.
    """
    file = settings.site / "index.html"
    if not file.exists():
        cure = "cx site --build" if settings.is_draft else "cx nightly"
        raise click.ClickException(f"{settings.site} holds no site; {cure} renders it")
    return file
