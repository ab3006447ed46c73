"""What a data folder still holds of sources and feeds that cx.toml names no more.

A vendor's tables keep their contract, so their files can be rewritten. What a removed feed's
columns mean nobody knows: such folders are named, for their owner to delete.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from orchestration.loading.job import Job
from orchestration.loading.tables import job_of_table
from orchestration.settings import Settings
from quality.contract import contract_file, read_contract

# Written anew from the rest, or rewritten by their own rules.
_DERIVED = ("_loads", "forecasts", "feedback")


def former_jobs(settings: Settings, as_of: date) -> tuple[Job, ...]:
    """The jobs of sources that are switched off and have left files."""
    roots = (settings.landing, settings.rejects, settings.lake)
    left = sorted(
        {folder.name for root in roots for folder in root.glob("*")}
        - {*settings.sources, *_DERIVED}
    )
    known = [source for source in left if contract_file(settings.models, source).is_file()]
    tables = read_contract(settings.models, known)
    return tuple(job_of_table(table, settings, as_of) for table in tables)


def folders_of_nobody(settings: Settings, jobs: Iterable[Job]) -> tuple[Path, ...]:
    """Folders (and loose files) with data that no job can read."""
    jobs = tuple(jobs)
    covered = {
        settings.landing: {job.landing for job in jobs},
        settings.rejects: {job.rejects("").parent for job in jobs},
        settings.lake: {job.lake for job in jobs},
    }
    found: set[Path] = set()
    for root, known in covered.items():
        for path in root.rglob("*"):
            parts = path.relative_to(root).parts
            place = root.joinpath(*parts[:2])
            if place not in known and parts[0] not in _DERIVED and path.is_file():
                found.add(place)
    return tuple(sorted(found))
