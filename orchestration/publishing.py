"""Write, audit, publish: a build starts as a copy of last night's warehouse and takes its place.

Readers keep the file they opened. Until the last rename nothing a reader can see has changed
(DECISIONS D80, D82). What is written into the tables of `ops` is `operations.py`.
"""

import fcntl
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from orchestration.atomic import sync
from orchestration.dbt_manifest import logic_fingerprint
from orchestration.experience import write_goals
from orchestration.loading.editions import replacing_nights
from orchestration.loading.tables import map_digests
from orchestration.night_records import NightRecord
from orchestration.operations import write_operations
from orchestration.settings import Settings
from orchestration.unpublished import claim, settle, take_back

# Written by 2.0 at its default, a file is unreadable for the 1.x clients in many BI tools.
STORAGE_VERSION = "v1.4.0"
_REFLINK = 0x40049409
# The entities that name the customers whose lifetime is valued.
PAYING = frozenset({"customers", "orders", "subscription_terms"})


class PublishedError(Exception):
    """What is published cannot be read."""


@dataclass(frozen=True)
class PublishedState:
    """Which night a warehouse file holds, what logic built it, and on which files.

    Attributes:
        replaced_files: How many files its lake had taken back for their corrections.
        run: When the run began that published it; None if it does not tell.
        maps: Which map each of the company's feeds was read by.
    """

    as_of: date
    fingerprint: str
    replaced_files: int
    run: datetime | None
    maps: Mapping[str, str]


def published_state(warehouse: Path) -> PublishedState | None:
    """The state of a published warehouse, None if there is none.

    Raises:
        PublishedError: The file cannot be read.
    """
    if not warehouse.exists():
        return None
    try:
        with duckdb.connect(str(warehouse), read_only=True) as connection:
            found = connection.execute("from ops.build")
            columns, row = [name for name, *_ in found.description or ()], found.fetchone()
    except duckdb.Error as error:
        raise PublishedError(
            f"{warehouse} cannot be read ({str(error).splitlines()[0]}): restore it from a copy, or"
            " move it away, and cx nightly builds it anew from the lake"
        ) from error
    if row is None:
        return None
    build = dict(zip(columns, row, strict=True))
    # What an older version published has no such columns.
    run = datetime.fromisoformat(build["started_at"]) if "started_at" in build else None
    maps = json.loads(build.get("maps") or "{}")
    replaced = build.get("replaced_files", 0)
    return PublishedState(build["as_of"], build["fingerprint"], replaced, run, maps)


def prepare_build(settings: Settings, as_of: date, *, full_refresh: bool = False) -> bool:
    """Start the build: a copy of the published warehouse, or an empty file to build from the lake.

    Returns:
        Whether the build continues the published warehouse (increments) or begins anew.
    """
    settle_lake(settings)
    shutil.rmtree(settings.build, ignore_errors=True)
    settings.build.mkdir(parents=True)
    continues = not full_refresh and predecessor(settings, as_of) is not None
    if continues:
        copy_file(settings.published_warehouse, settings.build_warehouse)
    else:
        create_warehouse(settings.build_warehouse)
    return continues


def settle_lake(settings: Settings) -> None:
    """Keep of what nights wrote into the lake only what was published, on rows that still stand."""
    state = published_state(settings.published_warehouse)
    settle(settings.lake, state.run if state else None)
    if state is None:
        return
    replaced = replacing_nights(settings.lake, state.as_of)
    if len(replaced) > state.replaced_files:
        take_back(settings.lake, replaced[-1], state.as_of)
    remapped = set(_remapped(settings, state))
    if any(feed.name in remapped and feed.entity in PAYING for feed in settings.mapped):
        take_back(settings.lake, date.min, state.as_of)


def _remapped(settings: Settings, state: PublishedState) -> Iterator[str]:
    """The feeds whose map has changed, and whose keys may be others, since a warehouse's night."""
    now = map_digests(settings)
    yield from (name for name, digest in state.maps.items() if now.get(name) != digest)


def ensure_build(settings: Settings) -> None:
    """A build to try things in: what is there, or a copy of the published warehouse."""
    if settings.build_warehouse.exists():
        return
    settings.build.mkdir(parents=True, exist_ok=True)
    if settings.published_warehouse.exists():
        copy_file(settings.published_warehouse, settings.build_warehouse)
    else:
        create_warehouse(settings.build_warehouse)


def predecessor(settings: Settings, as_of: date) -> Path | None:
    """The published warehouse, if this night continues it.

    Not if it holds a later night, or was built by other logic, maps or files than now stand.
    """
    state = published_state(settings.published_warehouse)
    if state is None or state.as_of > as_of or state.fingerprint != logic_fingerprint(settings):
        return None
    if state.replaced_files != len(replacing_nights(settings.lake, state.as_of)):
        return None
    if any(_remapped(settings, state)):
        return None
    return settings.published_warehouse


def create_warehouse(path: Path) -> None:
    """An empty warehouse that old clients can read; whoever opens it later keeps that format."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as warehouse (storage_version '{STORAGE_VERSION}')")


def copy_file(source: Path, target: Path) -> None:
    """Copy a file, sharing its blocks where the file system can."""
    with source.open("rb") as reader, target.open("wb") as writer:
        try:
            fcntl.ioctl(writer.fileno(), _REFLINK, reader.fileno())
        except OSError:
            shutil.copyfileobj(reader, writer, 16 * 1024 * 1024)


def publish(settings: Settings, record: NightRecord, *, semantic_manifest: Path) -> Path:
    """Write what the night knows of itself into the build and put it in the published place."""
    build, published = settings.build_warehouse, settings.published_warehouse
    manifest = semantic_manifest.read_text(encoding="utf-8")
    with duckdb.connect(str(build), config={"memory_limit": settings.night.memory}) as connection:
        write_operations(
            connection,
            settings,
            record,
            fingerprint=logic_fingerprint(settings),
            semantic_manifest=manifest,
        )
        write_goals(connection, settings.goals, record.night, manifest, settings.compiled_metrics)
        connection.execute("checkpoint")
    if build.with_suffix(".duckdb.wal").exists():
        raise RuntimeError(f"{build}: still has a write-ahead log after its checkpoint")
    published.parent.mkdir(parents=True, exist_ok=True)
    claim(settings.lake, record.started_at)
    sync(build)
    build.replace(published)
    sync(published.parent)
    settle(settings.lake, record.started_at)
    # Made of what was published before.
    shutil.rmtree(settings.draft, ignore_errors=True)
    return published
