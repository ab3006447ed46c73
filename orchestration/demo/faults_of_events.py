"""Faults of event messages: clocks, units and deliveries that go wrong."""

from datetime import datetime, timedelta
from typing import Any

from orchestration.demo.fault_edits import Fault, Records, edit_records, milliseconds

_TIMES = ("originalTimestamp", "sentAt", "receivedAt", "timestamp")


def _moved(moment: str, by: timedelta) -> str:
    return (datetime.fromisoformat(moment) + by).isoformat(timespec="milliseconds")[:-6] + "Z"


def _uncorrected(records: Records) -> Records:
    def uncorrected(record: dict[str, Any]) -> dict[str, Any]:
        behind = {
            name: _moved(record[name], timedelta(hours=-9))
            for name in ("originalTimestamp", "sentAt")
        }
        return record | behind | {"timestamp": behind["originalTimestamp"]}

    return [uncorrected(record) for record in records]


def _delivered_again(records: Records) -> Records:
    def later(record: dict[str, Any]) -> dict[str, Any]:
        moved = {name: _moved(record[name], timedelta(minutes=1)) for name in _TIMES[1:3]}
        return record | moved

    return records + [later(record) for record in records[::3]]


def _in_milliseconds(records: Records) -> Records:
    return [r | {name: milliseconds(r[name]) for name in _TIMES} for r in records]


FAULTS_OF_EVENTS = (
    Fault(
        "uncorrected_clocks",
        "segment/tracks",
        "Devices are nine hours behind, and timestamp is what they said.",
        "gate: timestamp is the device's clock corrected",
        edit_records(_uncorrected),
    ),
    Fault(
        "repeated_messages",
        "segment/tracks",
        "Every third message was delivered again a minute later.",
        "gate: told, not stopped; staging: one event per message",
        edit_records(_delivered_again),
    ),
    Fault(
        "event_times_in_milliseconds",
        "segment/tracks",
        "All times are numbers of milliseconds.",
        "loader: read as the same moments",
        edit_records(_in_milliseconds),
    ),
)
