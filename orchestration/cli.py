"""The command line, `cx`: one program, verbs in the order of the flow.

A verb's module is imported when the verb is used; each is a thin call into the rooms.
"""

from importlib import import_module

import click

VERBS = {
    "demo": "stages",
    "land": "stages",
    "gate": "stages",
    "build": "stages",
    "site": "site",
    "nightly": "nightly",
    "metrics": "metrics",
    "query": "metrics",
    "explain": "metrics",
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


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cx-warehouse")
def main() -> None:
    """A customer-experience data warehouse that one company runs for itself.

    cx demo && cx nightly builds the simulated company's; --company PATH names another. The data
    lies in CX_HOME, by default in the folder data of the company.
    """


if __name__ == "__main__":
    main()
