"""The ledger of loaded files: one small JSON per file, written last and atomically.

Also what makes a write atomic (temporary name, fsync, rename). What a record means is
`outcome.py`; deciding what to load is `load.py`.
"""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from pathlib import Path

from orchestration.loading.outcome import LoadRecord

REPLACED = ".replaced-"


def write_atomically(path: Path, write: Callable[[Path], None], *, mode: int = 0o644) -> None:
    """Let `write` fill a temporary file, then give it its name: there is never half a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    temporary.unlink(missing_ok=True)
    write(temporary)
    temporary.chmod(mode)
    sync(temporary)
    temporary.replace(path)
    sync(path.parent)


def sync(path: Path) -> None:
    """Wait until a file's bytes, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write a text file whole or not at all; only its owner reads it unless told otherwise."""

    def fill(target: Path) -> None:
        target.write_text(text, encoding="utf-8")

    write_atomically(path, fill, mode=mode)


def private_folder(folder: Path, *, levels: int) -> None:
    """Make a folder that only its owner can enter, and so many above it; mend what is open."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in (folder, *folder.parents)[:levels]:
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)


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
