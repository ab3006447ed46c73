"""Forgetting customers: which files are rewritten in which order.

Killed at any point and started again it ends in the same state: hashes are kept before any file is
changed, and every change gives the same bytes again (DECISIONS D194, D195).
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.atomic import write_text
from orchestration.company import MappedFeed
from orchestration.forgetting.identifiers import Identifiers, add_older_keys, read_identifiers
from orchestration.forgetting.landed import Landed, forget_landed
from orchestration.forgetting.left_behind import folders_of_nobody, former_jobs
from orchestration.forgetting.parquet_files import scrub_in_place
from orchestration.forgetting.records import scrub, without_names
from orchestration.forgetting.register import Register, read_register
from orchestration.loading.job import Job
from orchestration.loading.load import open_table
from orchestration.settings import Settings

_KNOWN = """
select distinct customer_id from intermediate.int_customer_links
where customer_id in (select unnest($ids))
"""
_ANYBODY = "select min(customer_id) from intermediate.int_customer_links"


class ForgetError(Exception):
    """Somebody of those ids is not known."""


@dataclass
class Changes:
    """How much was changed, and what could not be: damaged files, folders that nothing reads."""

    files: int = 0
    rows: int = 0
    unread: list[Path] = field(default_factory=list)
    unknown: list[Path] = field(default_factory=list)

    def add(self, rows: int) -> None:
        """Count a file, if rows of it changed."""
        self.files += rows > 0
        self.rows += rows


def find_customers(settings: Settings, customers: Sequence[str]) -> Identifiers:
    """What the published warehouse knows the customers by; nothing is kept or changed.

    Raises:
        ForgetError: One of them is not known and was not forgotten, or is a stand-in of somebody
            who was.
    """
    from reports.warehouse import open_warehouse

    with open_warehouse(settings.published_warehouse) as connection:
        known = {row[0] for row in connection.execute(_KNOWN, {"ids": list(customers)}).fetchall()}
        found = read_identifiers(connection, customers)
        (example,) = connection.execute(_ANYBODY).fetchone() or (None,)
    register = read_register(settings.home)
    for customer in customers:
        source, _, own = customer.partition(":")
        if register.is_stand_in(own):
            raise ForgetError(f"'{customer}' is what somebody forgotten is called since")
        if customer not in known and not register.is_person((source, ""), own):
            like = example or "source:id"
            raise ForgetError(f"no customer is known as '{customer}'; ids look like {like}")
    return found


def remember(
    settings: Settings, found: Identifiers, jobs: Sequence[tuple[Job, MappedFeed | None]]
) -> Register:
    """Keep hashes of everything the customers are and were known by, from here on.

    Where nobody else is still to be forgotten, all identifiers are known as they are written, and
    a sieve spares the rest of the data a look.
    """
    register = read_register(settings.home)
    if not (register.is_unfinished or found.is_known_to(register)):
        register.sift(found.feedback_ids)
    register.is_unfinished = True
    found.enter(register)
    former = former_jobs(settings, jobs[0][0].as_of) if jobs else ()
    add_older_keys(found, register, (*former, *(job for job, _ in jobs)))
    found.enter(register)
    register.save()
    return register


def forget_in_files(
    settings: Settings,
    found: Identifiers,
    jobs: Sequence[tuple[Job, MappedFeed | None]],
    register: Register,
) -> Changes:
    """Take the customers out of landing, rejects, lake and everything that repeats their rows."""
    changes = Changes()
    for job, feed in jobs:
        # The warehouse is built anew by today's models, also of tables no night has met yet.
        open_table(job)
        _add_landed(changes, forget_landed(job, feed, register))
    former = former_jobs(settings, jobs[0][0].as_of) if jobs else ()
    for job in former:
        _add_landed(changes, forget_landed(job, None, register))
    # A table's rows, also of feeds that are gone.
    for job in {job.lake: job for job in (*former, *(job for job, _ in jobs))}.values():
        for path in sorted(job.lake.glob("_loaded_on=*/*.parquet")):
            changes.add(scrub_in_place(path, _of_contract(job, register), register.sieve))
    changes.unknown += folders_of_nobody(settings, (*former, *(job for job, _ in jobs)))
    for path in _derived_parquet(settings):
        changes.add(scrub_in_place(path, _of_any(register, found.feedback_ids), register.sieve))
    for path in _texts(settings):
        changes.add(_scrub_text(path, register))
    register.is_unfinished = False
    register.save()
    # What is made anew from the rest, or only shows how earlier nights ran.
    kept = (settings.compiled_metrics, settings.drawings, settings.prints)
    for folder in (*kept, settings.build, settings.draft, settings.dagster, settings.home / "logs"):
        shutil.rmtree(folder, ignore_errors=True)
    return changes


def _add_landed(changes: Changes, told: Landed) -> None:
    changes.unread += told.unread
    for rows in told.rows:
        changes.add(rows)


def _of_contract(job: Job, register: Register) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        before = dict(record)
        scrub(record, job.table, register)
        return record != before

    return cleaned


def _of_any(register: Register, gone: set[str]) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        if record.get("feedback_id") in gone:
            record.clear()
            return True
        before = dict(record)
        for name, value in before.items():
            if not name.startswith("_"):
                told = register.without_customers(value) if isinstance(value, str) else value
                record[name] = without_names(told, register)
        return record != before

    return cleaned


def _derived_parquet(settings: Settings) -> list[Path]:
    """Forecasts and readings, and the truth of a simulated company."""
    folders = (settings.lake / "forecasts", settings.lake / "feedback", settings.demo)
    return [path for folder in folders for path in sorted(folder.rglob("*.parquet"))]


def _texts(settings: Settings) -> list[Path]:
    """What earlier nights said of rows, by their keys."""
    folders = (settings.verdicts, settings.nights, settings.lake / "_loads")
    return [path for folder in folders for path in sorted(folder.rglob("*.json*"))]


def _scrub_text(path: Path, register: Register) -> int:
    if register.sieve is not None and not register.sieve.lets_through(path.read_bytes()):
        return 0
    before = path.read_text(encoding="utf-8")
    after = register.without_names(register.without_customers(before))
    if after == before:
        return 0
    write_text(path, after, mode=path.stat().st_mode & 0o777)
    return 1
