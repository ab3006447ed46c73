"""The night as a resource: opened when a run starts, closed when it ends, whatever happens."""

from contextlib import ExitStack
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import PrivateAttr

from orchestration.settings import environment, load_settings
from orchestration.steps import Night, open_night


class NightResource(dg.ConfigurableResource[Night]):
    """Holds the lock and the record of a night for as long as a run lasts.

    Args:
        company: Folder of the company.
        home: Its data folder.
        as_of: The night, YYYY-MM-DD; empty for the last complete day.
        full_refresh: Build every model anew from the lake.
    """

    company: str
    home: str
    as_of: str = ""
    full_refresh: bool = False
    _stack: ExitStack = PrivateAttr(default_factory=ExitStack)
    _night: Night | None = PrivateAttr(default=None)

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002
        """Open the night; refused while another one is at work."""
        settings = load_settings(Path(self.company), {**environment(), "CX_HOME": self.home})
        as_of = date.fromisoformat(self.as_of) if self.as_of else settings.last_complete_day()
        self._night = self._stack.enter_context(
            open_night(settings, as_of, full_refresh=self.full_refresh)
        )

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:  # noqa: ARG002
        """Close the night; one that did not reach its last stage was stopped."""
        self._stack.close()

    @property
    def night(self) -> Night:
        """The night of this run."""
        if self._night is None:
            raise RuntimeError("the night is only open while a run executes")
        return self._night
