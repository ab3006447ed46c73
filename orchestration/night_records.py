"""The record of each night, `nights/<as_of>.json`: where it stands, and why it stopped."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Literal

Status = Literal["running", "published", "stopped"]


@dataclass(frozen=True)
class NightRecord:
    """One night as it is kept in `nights/<as_of>.json`.

    Attributes:
        stopped_runs: How many runs of it published nothing, those before the last one included.
        site_warnings: How much of the night's rows the site could not show as its pages want it.
    """

    night: date
    status: Status
    started_at: datetime
    finished_at: datetime | None = None
    stage: str | None = None
    reason: str | None = None
    look: str | None = None
    seconds: float | None = None
    rows_loaded: int = 0
    rows_rejected: int = 0
    stopped_runs: int = 0
    site_warnings: int = 0
    timings: Mapping[str, float] = field(default_factory=dict)


def record_path(nights: Path, night: date) -> Path:
    """Where a night's record lies."""
    return nights / f"{night.isoformat()}.json"


def write_record(nights: Path, record: NightRecord) -> None:
    """Write the record, without waiting for the disk: it is written at each step of a night."""
    nights.mkdir(parents=True, exist_ok=True)
    path = record_path(nights, record.night)
    partial = path.with_suffix(".partial")
    text = json.dumps(asdict(record), default=_as_text, indent=1, ensure_ascii=False)
    partial.write_text(f"{text}\n", encoding="utf-8")
    partial.replace(path)


def read_records(nights: Path) -> tuple[NightRecord, ...]:
    """All records, the oldest first."""
    return tuple(_read(path) for path in sorted(nights.glob("????-??-??.json")))


def read_record(nights: Path, night: date) -> NightRecord | None:
    """The record of one night, None if it never began."""
    path = record_path(nights, night)
    return _read(path) if path.exists() else None


def _read(path: Path) -> NightRecord:
    """An unreadable record counts as a stopped night: nobody knows how it ended."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        for name in ("started_at", "finished_at"):
            document[name] = datetime.fromisoformat(document[name]) if document[name] else None
        return NightRecord(**{**document, "night": date.fromisoformat(document["night"])})
    except (ValueError, TypeError, KeyError) as error:
        return NightRecord(
            night=date.fromisoformat(path.stem),
            status="stopped",
            started_at=datetime.fromtimestamp(path.stat().st_mtime, UTC),
            reason=f"its record {path} cannot be read: {error}",
            look=f"cx nightly --as-of {path.stem}",
        )


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
