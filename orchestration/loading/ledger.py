"""The ledger of loaded files: one small JSON per file, written last and atomically.

What a record means is `outcome.py`; deciding what to load is `load.py`.
"""

import json
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path

from orchestration.atomic import write_text
from orchestration.loading.outcome import LoadRecord

REPLACED = ".replaced-"


def record_path(folder: Path, record: LoadRecord) -> Path:
    """A resend, a return, a replay or a replaced load has its own beside that of the bytes."""
    if record.status == "replaced":
        return folder / f"{record.hash}{REPLACED}{record.loaded_on}-{record.replay}.json"
    if record.replay:
        return folder / f"{record.hash}.replayed-{record.replay}.json"
    if record.status == "resent":
        return folder / f"{record.hash}.resent-{_mark(record.file)}.json"
    if record.is_return:
        return folder / f"{record.hash}.returned-{record.edition}.json"
    return folder / f"{record.hash}.json"


def write_record(folder: Path, record: LoadRecord) -> None:
    """Settle one file."""
    told = {**asdict(record), "loaded_on": record.loaded_on.isoformat()}
    write_text(record_path(folder, record), json.dumps(told, ensure_ascii=False, indent=1))


def read_records(folder: Path) -> tuple[LoadRecord, ...]:
    """All settled files of one table, by name of record."""
    return tuple(_parse(path) for path in sorted(folder.glob("*.json")))


def _parse(path: Path) -> LoadRecord:
    told = json.loads(path.read_bytes())
    told["loaded_on"] = date.fromisoformat(told["loaded_on"])
    told["extra_columns"] = tuple(told["extra_columns"])
    return LoadRecord(**told)


def _mark(file: str) -> str:
    return sha256(file.encode()).hexdigest()[:8]
