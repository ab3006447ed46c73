"""The command line, `cx`: one program, verbs in the order of the flow.

A verb's module is imported when the verb is used; each is a thin call into the rooms.
"""

import traceback
from importlib import import_module
from pathlib import Path
from typing import NoReturn

import click

from orchestration.commands.shared import company_option
from orchestration.leaving import leave
from reports.errors import SiteError

VERBS = {
    "demo": "stages",
    "land": "stages",
    "gate": "stages",
    "build": "stages",
    "site": "site",
    "nightly": "nightly",
    "metrics": "metrics",
    "query": "metrics",
    "compare": "metrics",
    "explain": "metrics",
    "goals": "goals",
    "trace": "trace",
    "worklist": "worklist",
    "rejects": "rejects",
    "forget": "forget",
    "status": "status",
    "dbt": "dbt",
}


class _Verbs(click.Group):
    """Finds verbs by name, and lists them in the order of the flow."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The verbs, in the order of the flow."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb of that name."""
        if cmd_name not in VERBS:
            return None
        module = import_module(f"orchestration.commands.{VERBS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the verb; our own errors become one line, any other is a bug and keeps its trace.

        The mistakes of a site are told one to a line: its author mends them one by one.
        """
        try:
            return super().invoke(ctx)
        except SiteError as error:
            raise click.ClickException(str(error)) from error
        except Exception as error:
            if not isinstance(error, click.ClickException) and _is_ours(error):
                raise click.ClickException(" ".join(str(error).split())) from error
            raise


def _is_ours(error: Exception) -> bool:
    return type(error).__module__.partition(".")[0] in {"orchestration", "quality", "reports"}


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cx-warehouse")
@company_option
def cx(company: Path | None) -> None:
    """A customer-experience data warehouse that one company runs for itself.

    cx demo && cx nightly builds the simulated company's; --company PATH names another. The data
    lies in CX_HOME, by default in the folder data of the company.
    """


def main() -> NoReturn:
    """Run a verb and leave."""
    try:
        cx(prog_name="cx")
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    leave(code)


if __name__ == "__main__":
    main()
