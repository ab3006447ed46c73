"""Which of dbt's events reach whoever listens."""

from dbt.adapters.events.types import CacheAction
from dbt.events.types import MainReportVersion
from dbt_common.events.base_types import EventLevel, EventMsg
from dbt_common.events.types import Note

from orchestration.dbt_events import NightEventManager


def test_debug_events_are_dropped_and_all_others_told() -> None:
    heard: list[EventMsg] = []
    manager = NightEventManager()
    manager.add_callback(heard.append)

    manager.fire_event(CacheAction(action="added"))
    manager.fire_event(Note(msg="made small"), EventLevel.DEBUG)
    manager.fire_event(MainReportVersion(version="1.12"))
    manager.fire_event(Note(msg="made great"), level=EventLevel.WARN)

    assert [(msg.info.name, msg.info.level) for msg in heard] == [
        ("MainReportVersion", "info"),
        ("Note", "warn"),
    ]
