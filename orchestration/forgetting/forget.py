"""Forgetting one customer: which files are rewritten in which order, and the ledger with them.

Killed at any point and started again it ends in the same state: hashes are kept before any file is
changed, and every change gives the same bytes again (DECISIONS D194, D195).
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from orchestration.company import MappedFeed
from orchestration.forgetting.identifiers import Identifiers, add_older_keys, read_identifiers
from orchestration.forgetting.parquet_files import scrub_in_place
from orchestration.forgetting.raw_files import rewrite
from orchestration.forgetting.records import scrub, without_names
from orchestration.forgetting.register import Register, read_register
from orchestration.loading.files import LandedFile, find_files, hash_of
from orchestration.loading.job import Job
from orchestration.loading.ledger import read_records, record_path, write_record, write_text
from orchestration.loading.load import open_table
from orchestration.loading.outcome import LoadRecord
from orchestration.settings import Settings


class ForgetError(Exception):
    """Nobody of that id is known, or what was asked cannot be done now."""


@dataclass
class Changes:
    """How much was changed."""

    files: int = 0
    rows: int = 0

    def add(self, rows: int) -> None:
        """Count a file, if rows of it changed."""
        self.files += rows > 0
        self.rows += rows


def identify(
    settings: Settings, customer_id: str, jobs: Sequence[tuple[Job, MappedFeed | None]]
) -> Identifiers:
    """Everything the customer is known by; hashes of it are kept from here on.

    Raises:
        ForgetError: No customer of that id is known, and none was forgotten.
    """
    from reports.warehouse import open_warehouse

    if not settings.published_warehouse.exists():
        raise ForgetError(f"{settings.published_warehouse} does not exist; cx nightly publishes it")
    register = read_register(settings.home)
    with open_warehouse(settings.published_warehouse) as connection:
        found = read_identifiers(connection, customer_id)
    source, _, own = customer_id.partition(":")
    if not found.links and not register.is_person((source, ""), own):
        raise ForgetError(f"no customer is known as '{customer_id}'; ids look like source:id")
    found.enter(register)
    add_older_keys(found, register, tuple(job for job, _ in jobs))
    found.enter(register)
    register.save()
    return found


def forget_in_files(
    settings: Settings, found: Identifiers, jobs: Sequence[tuple[Job, MappedFeed | None]]
) -> Changes:
    """Take the customer out of landing, rejects, lake and everything that repeats their rows."""
    register = read_register(settings.home)
    changes = Changes()
    for job, feed in jobs:
        # The warehouse is built anew by today's models, also of tables no night has met yet.
        open_table(job)
        for rows in _forget_in_landing(job, feed, register):
            changes.add(rows)
    for job, _ in jobs:
        for path in sorted(job.lake.glob(f"_loaded_on=*/{job.prefix}*.parquet")):
            changes.add(scrub_in_place(path, _of_contract(job, register)))
    for path in _derived_parquet(settings):
        changes.add(scrub_in_place(path, _of_any(register, found.feedback_ids)))
    for path in _texts(settings):
        changes.add(_scrub_text(path, register))
    register.save()
    # What is made anew from the rest, or only shows how earlier nights ran.
    remade = (settings.build, settings.dagster, settings.compiled_metrics, settings.prints)
    for folder in (*remade, settings.home / "logs"):
        shutil.rmtree(folder, ignore_errors=True)
    return changes


def scrub_landing(job: Job, feed: MappedFeed | None = None) -> None:
    """Before a night loads: files that bring somebody back who is forgotten are rewritten."""
    register = read_register(job.home)
    if register.is_empty:
        return
    records = read_records(job.ledger)
    settled = {(record.file, record.bytes, record.modified_ns) for record in records}
    for file in find_files(job.landing, job.home, records):
        if (file.relative, file.bytes, file.modified_ns) not in settled:
            rewritten = rewrite(file.path, job, feed, register)
            if rewritten:
                rewritten.path.replace(file.path)
    register.save()


def _forget_in_landing(job: Job, feed: MappedFeed | None, register: Register) -> Iterator[int]:
    records = read_records(job.ledger)
    for file in find_files(job.landing, job.home, records):
        rewritten = rewrite(file.path, job, feed, register)
        if rewritten:
            _settle(job, file, rewritten.path, [r for r in records if r.hash == file.hash])
            yield len(rewritten.rows)
        else:
            yield 0
    for path in sorted(job.rejects("").parent.glob("*.parquet")):
        yield scrub_in_place(path, _of_rejects(register))


def _settle(job: Job, file: LandedFile, fresh: Path, records: Sequence[LoadRecord]) -> None:
    """The rewritten file takes the old one's place, in the ledger and among the rows too.

    Rows get their second name before the record that keeps them alive, and lose the first after.
    """
    stat, new_hash = fresh.stat(), hash_of(fresh)
    own = [record for record in records if record.file == file.relative]
    moved = [
        replace(record, hash=new_hash, bytes=stat.st_size, modified_ns=stat.st_mtime_ns)
        for record in own
    ]
    pairs = [
        (
            job.parquet(old.loaded_on, old.hash, old.replay),
            job.parquet(new.loaded_on, new.hash, new.replay),
        )
        for old, new in zip(own, moved, strict=True)
        if old.status in ("loaded", "replayed")
    ]
    pairs.append((job.rejects(file.hash), job.rejects(new_hash)))
    for old_path, new_path in pairs:
        if old_path.exists() and not new_path.exists():
            os.link(old_path, new_path)
    for record in moved:
        write_record(job.ledger, record)
    fresh.replace(file.path)
    for record in own:
        record_path(job.ledger, record).unlink(missing_ok=True)
    if pairs[:-1]:
        for old_path, _ in pairs:
            old_path.unlink(missing_ok=True)
    _blank_rejects(job, new_hash)


def _blank_rejects(job: Job, file_hash: str) -> None:
    """Of a file with the customer in it no refused value stays that could be theirs."""
    path = job.rejects(file_hash)
    if not path.exists():
        return
    known = job.table.by_name

    def cleaned(record: dict[str, Any]) -> bool:
        column = known.get(record["column_name"] or "")
        if record["value"] is None or (column is not None and not column.personal):
            return False
        record["value"] = None
        return True

    scrub_in_place(path, cleaned)


def _of_contract(job: Job, register: Register) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        before = dict(record)
        scrub(record, job.table, register)
        return record != before

    return cleaned


def _of_rejects(register: Register) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        value = record["value"]
        if value is None or register.without_names(value) == value:
            return False
        record["value"] = None
        return True

    return cleaned


def _of_any(register: Register, gone: set[str]) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        if record.get("feedback_id") in gone:
            record.clear()
            return True
        before = dict(record)
        for name, value in before.items():
            if not name.startswith("_"):
                record[name] = without_names(value, register)
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
    before = path.read_text(encoding="utf-8")
    after = register.without_names(before)
    if after == before:
        return 0
    write_text(path, after, mode=path.stat().st_mode & 0o777)
    return 1
