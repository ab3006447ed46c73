"""What a night writes into the lake itself counts from the moment the night is published.

Forecasts, weighings and readings are made before the audit, on data that a stopped night may take
back. Until then they lie under a name of their own, which dbt reads and the next night drops
(DECISIONS D181).
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from orchestration.atomic import sync
from orchestration.loading.job import SCHEMA_DAY

ROOTS = ("forecasts", "feedback")
_ENDING = ".unpublished.parquet"


def until_published(file: Path) -> Path:
    """Where a file of the lake lies until its night is published."""
    return file.with_name(f"{file.name.removesuffix('.parquet')}{_ENDING}")


def own_name(file: Path) -> str:
    """The name of a file without ending, published or not."""
    return file.name.partition(".")[0]


def claim(lake: Path, run: datetime) -> None:
    """Say which run the files belong to that the warehouse about to be published knows."""
    for file in _unpublished(lake):
        file.replace(file.with_name(f"{own_name(file)}.{_mark(run)}{_ENDING}"))


def settle(lake: Path, published_run: datetime | None) -> None:
    """Keep what the run behind the published warehouse claimed; drop what other runs left.

    May be killed and run again: what is claimed stays claimed as long as that run is published.
    """
    folders = set()
    for file in _unpublished(lake):
        if published_run and file.name == f"{own_name(file)}.{_mark(published_run)}{_ENDING}":
            file.replace(file.with_name(f"{own_name(file)}.parquet"))
        else:
            file.unlink()
        folders.add(file.parent)
    for folder in sorted(folders):
        sync(folder)


def take_back(lake: Path, first: date, last: date) -> None:
    """Drop what nights wrote that were published on rows taken back since."""
    for root in ROOTS:
        for folder in (lake / root).glob("*/_loaded_on=*"):
            night = folder.name.removeprefix("_loaded_on=")
            if first.isoformat() <= night <= last.isoformat() and night != f"{SCHEMA_DAY}":
                for file in folder.glob("*.parquet"):
                    file.unlink()


def _unpublished(lake: Path) -> Iterator[Path]:
    for root in ROOTS:
        yield from sorted((lake / root).glob(f"*/_loaded_on=*/*{_ENDING}"))


def _mark(run: datetime) -> str:
    return f"{run:%Y%m%dT%H%M%S%f}"
