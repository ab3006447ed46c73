"""What the night calls: the jobs that fill each table, and the ledger of what they did."""

from datetime import date
from hashlib import sha256

from orchestration.company import MappedFeed
from orchestration.connectors import mapped
from orchestration.loading import vendor
from orchestration.loading.csv_header import Dialect
from orchestration.loading.job import SCHEMA_DAY, Job
from orchestration.loading.ledger import read_records
from orchestration.loading.outcome import LoadRecord
from orchestration.settings import Settings
from quality.contract import TableContract, read_contract


def job_of_table(table: TableContract, settings: Settings, as_of: date) -> Job:
    """How a vendor's table is loaded: everything from its contract."""
    return Job(
        source=table.source,
        table=table,
        home=settings.home,
        as_of=as_of,
        file_format=table.format,
        dialect=vendor.dialect_of(table),
        time_zone="UTC" if table.time_zone == "header" else table.time_zone,
        fingerprint=table.fingerprint,
        typing=lambda _session, _batch, part: vendor.typing_of(table, part),
        wanted=lambda _part: vendor.wanted(table),
        others=lambda part: vendor.others(table, part),
        schema=vendor.schema_of(table),
    )


def map_digests(settings: Settings) -> dict[str, str]:
    """What tells whether a feed's map is still the one its rows were read by (DECISIONS D15)."""
    return {
        feed.name: sha256(_map(feed, settings).encode()).hexdigest()[:12]
        for feed in settings.mapped
    }


def _map(feed: MappedFeed, settings: Settings) -> str:
    return feed.model_dump_json(exclude={"files"}) + (feed.time_zone or settings.time_zone)


def job_of_feed(feed: MappedFeed, table: TableContract, settings: Settings, as_of: date) -> Job:
    """How a mapped feed is loaded: what its map says, into its entity's contract."""
    mapped.check_feed(feed, table, settings.company / "cx.toml")
    zone = feed.time_zone or settings.time_zone
    told = feed.model_dump_json(exclude={"files"}) + table.fingerprint + zone
    return Job(
        source=feed.name,
        table=table,
        home=settings.home,
        as_of=as_of,
        file_format=feed.format,
        dialect=Dialect(delimiter=feed.delimiter, encoding=feed.encoding, columns=feed.columns),
        time_zone=zone,
        fingerprint=sha256(told.encode()).hexdigest()[:12],
        typing=lambda session, batch, part: mapped.typing_of(feed, table, session, batch, part),
        wanted=lambda part: mapped.wanted(feed, part),
        others=lambda _part: (),
        schema=vendor.schema_of(table),
        lake_source="mapped",
        prefix=f"{feed.name}-",
        reload_on_change=True,
    )


def jobs_of(
    table: TableContract, settings: Settings, as_of: date
) -> tuple[tuple[Job, MappedFeed | None], ...]:
    """The jobs that fill one table, a mapped feed's each with its map."""
    is_mapped = table.source == "mapped"
    feeds = [feed for feed in settings.mapped if is_mapped and feed.entity == table.name]
    if not feeds:
        return ((job_of_table(table, settings, as_of), None),)
    return tuple((job_of_feed(feed, table, settings, as_of), feed) for feed in feeds)


def jobs(settings: Settings, as_of: date) -> tuple[tuple[Job, MappedFeed | None], ...]:
    """Every job of a night, in the order of the contracts."""
    tables = read_contract(settings.models, settings.sources)
    return tuple(job for table in tables for job in jobs_of(table, settings, as_of))


def read_ledger(settings: Settings) -> tuple[LoadRecord, ...]:
    """All records of all tables."""
    folders = sorted(path for path in settings.lake.glob("_loads/*/*") if path.is_dir())
    return tuple(record for folder in folders for record in read_records(folder))


def newest_loaded_on(settings: Settings) -> date | None:
    """The newest night that loaded anything; None before the first."""
    days = (
        path.name.partition("=")[2]
        for source in settings.sources
        for path in settings.lake.glob(f"{source}/*/_loaded_on=*")
    )
    return max((day for day in map(date.fromisoformat, days) if day != SCHEMA_DAY), default=None)


def later_night(settings: Settings, night: date) -> date | None:
    """The newest night of the lake, if it is later than this one, which then loads nothing."""
    newest = newest_loaded_on(settings)
    return newest if newest is not None and night < newest else None
