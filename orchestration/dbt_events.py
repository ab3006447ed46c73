"""dbt's events, without those that no logger writes.

dbt makes a protobuf message of every event before it asks whether anyone listens to its level;
the debug events of a small company's night cost as much as its SQL (DECISIONS D189).
"""

from typing import Any

from dbt_common.events.base_types import BaseEvent, EventLevel
from dbt_common.events.event_manager import EventManager
from dbt_common.events.event_manager_client import ctx_set_event_manager


class NightEventManager(EventManager):
    """Drops events below the level of every logger before they are made into messages."""

    def fire_event(
        self,
        e: BaseEvent,
        level: EventLevel | None = None,
        *more: Any,
        **named: Any,
    ) -> None:
        """Tell an event that a logger may write, or that may be a warning or an error."""
        if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
            super().fire_event(e, level, *more, **named)


def tell_only_what_is_written() -> None:
    """Let dbt use it from now on in this process; its log files keep level `info`."""
    ctx_set_event_manager(NightEventManager())
