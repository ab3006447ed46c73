"""`cx site` and `cx site serve`: render the pages, and look at them on loopback."""

from pathlib import Path

import click

from orchestration.commands.shared import (
    company_option,
    echo_json,
    json_option,
    one_line,
    progress,
    settings_of,
)


@click.group(invoke_without_command=True)
@company_option
@json_option
@click.pass_context
def site(context: click.Context, company: Path | None, as_json: bool) -> None:
    """Render the site from the published warehouse."""
    if context.invoked_subcommand:
        context.obj = company
        return
    from orchestration.nights import NightBusyError, StageError, hold_lock
    from orchestration.site import render_published
    from reports.errors import SiteError

    settings = settings_of(company)
    with one_line(NightBusyError, SiteError, StageError), hold_lock(settings.home), progress():
        summary = render_published(settings)
    if as_json:
        echo_json(summary)
    else:
        click.echo(f"{len(summary.pages)} pages: {(summary.out / 'index.html').as_uri()}")


@site.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@company_option
@click.pass_obj
def serve(told: Path | None, port: int, company: Path | None) -> None:
    """Serve the rendered site on loopback until interrupted."""
    from functools import partial
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    folder = settings_of(company or told).site
    if not (folder / "index.html").exists():
        raise click.ClickException(f"{folder} holds no site; cx nightly renders it")
    handler = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        click.echo(f"http://127.0.0.1:{server.server_port}/  (Ctrl-C ends it)")
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
