"""Landing: bytes as they came, one folder per table, never parsed and never changed.

Vendors' files are dropped there by whatever fetches them; a mapped feed's files are copied in
from the company's folder, each once per content.
"""

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from orchestration.company import MappedFeed, SettingsError
from orchestration.connectors import mapped
from orchestration.loading.files import hash_of
from orchestration.loading.ledger import read_records
from orchestration.loading.outcome import LoadRecord
from orchestration.settings import Settings

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Landing:
    """One file that arrived just now."""

    source: str
    table: str
    path: Path
    bytes: int


def land(settings: Settings) -> tuple[Landing, ...]:
    """Copy what is new of every mapped feed into the landing.

    Raises:
        SettingsError: A feed has never had a file and its pattern matches none.
    """
    arrived: list[Landing] = []
    for feed in settings.mapped:
        arrived.extend(_land_feed(feed, settings))
    return tuple(arrived)


def _land_feed(feed: MappedFeed, settings: Settings) -> list[Landing]:
    folder = settings.landing / feed.name / feed.entity
    records = read_records(settings.lake / "_loads" / feed.name / feed.entity)
    arrived = []
    found: dict[str, str] = {}
    for path in mapped.find_files(feed, settings.company, settings.home):
        name = Path(os.path.relpath(path, settings.company).replace("../", ""))
        found[name.as_posix()] = hash_of(path)
        target = _arrive(path, found[name.as_posix()], folder, name, records)
        if target:
            arrived.append(Landing(feed.name, feed.entity, target, target.stat().st_size))
    _take_away(settings.home, found, records)
    if not arrived and not any(folder.glob("*/*")):
        raise SettingsError(
            f"{settings.company / 'cx.toml'}: [[mapped]] '{feed.name}': no file matches"
            f" {' or '.join(map(repr, feed.files))} in {settings.company}"
        )
    return arrived


def _place(content: str, name: Path, records: Sequence[LoadRecord]) -> str:
    """A folder for the bytes; another if they come back after newer ones (DECISIONS D212)."""
    own = [r for r in records if r.origin == name.as_posix() and r.status in ("loaded", "replaced")]
    places = {Path(record.file).parents[len(name.parts) - 1].name for record in own}
    if content not in places:
        return content
    newest = max(own, key=lambda record: record.edition)
    place = Path(newest.file).parents[len(name.parts) - 1].name
    return place if place.startswith(content) else f"{content}-{newest.edition + 1}"


def _take_away(home: Path, found: Mapping[str, str], records: Sequence[LoadRecord]) -> None:
    """A refused file goes as its owner's went: replaced by other bytes, or under another name."""
    for record in records:
        if record.status != "refused":
            continue
        now = found.get(record.origin)
        is_moved = now is None and record.hash in found.values()
        is_replaced = now not in (None, record.hash)
        if is_moved or is_replaced:
            (home / record.file).unlink(missing_ok=True)


def _arrive(
    path: Path, expected: str, folder: Path, name: Path, records: Sequence[LoadRecord]
) -> Path | None:
    """Copy a file to `<hash>/<name>`; None if those bytes are there or are still growing."""
    target = folder / _place(expected[:12], name, records) / name
    if target.exists():
        return None
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_name(f".{target.name}.tmp")
    digest = hashlib.sha256()
    with path.open("rb") as source, temporary.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() != expected:
        temporary.unlink()
        return None
    temporary.replace(target)
    return target
