"""Forgotten persons out of a job's landed files, and the ledger and the rejects with them.

A file that cannot be read is refused, as the loader would, so that it is never loaded with
somebody in it. How a file is written again is `raw_files.py`.
"""

import os
from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from orchestration.company import MappedFeed
from orchestration.forgetting.parquet_files import scrub_in_place
from orchestration.forgetting.raw_files import rewrite
from orchestration.forgetting.register import Register, read_register
from orchestration.loading.decoding import DAMAGED_GZIP
from orchestration.loading.files import LandedFile, hash_of
from orchestration.loading.job import Job
from orchestration.loading.ledger import read_records, record_path, write_record
from orchestration.loading.load import is_due, refuse
from orchestration.loading.outcome import LoadRecord, RefusedFileError

_DAMAGED = (RefusedFileError, *DAMAGED_GZIP)


@dataclass
class Landed:
    """How many rows of each file changed, and which files could not be read."""

    rows: list[int] = field(default_factory=list)
    unread: list[Path] = field(default_factory=list)


def scrub_landing(job: Job, feed: MappedFeed | None = None) -> None:
    """Before a night loads: files that bring somebody back who is forgotten are rewritten.

    Also those that it will load again, because their map or contract has changed.
    """
    register = read_register(job.home)
    if register.is_empty:
        return
    records = read_records(job.ledger)
    settled = {_key(record) for record in records if not is_due(job, record)}
    for file in job.files(records):
        if _key(file) in settled:
            continue
        try:
            _scrub_file(job, feed, register, file, records)
        except _DAMAGED as error:
            refuse(job, file, error)
    register.save()


def scrub_rejected(job: Job, feed: MappedFeed | None, hashes: Container[str]) -> None:
    """Before a replay: the files with these hashes, by the map or the contract of today.

    Raises:
        RefusedFileError: One of them cannot be read.
    """
    register = read_register(job.home)
    if register.is_empty:
        return
    records = read_records(job.ledger)
    for file in job.files(records):
        if file.hash in hashes:
            try:
                _scrub_file(job, feed, register, file, records)
            except _DAMAGED as error:
                raise RefusedFileError(f"{file.relative}: {error}") from error
    register.save()


def forget_landed(job: Job, feed: MappedFeed | None, register: Register) -> Landed:
    """Take a customer out of everything that has landed for a job, and out of its rejects."""
    told = Landed()
    records = read_records(job.ledger)
    for file in job.files(records):
        try:
            told.rows.append(_scrub_file(job, feed, register, file, records))
        except _DAMAGED:
            told.unread.append(file.path)
    for path in sorted(job.rejects("").parent.glob("*.parquet")):
        told.rows.append(scrub_in_place(path, _of_rejects(register), register.sieve))
    return told


def _key(file: LandedFile | LoadRecord) -> tuple[str, int, int]:
    told = file.relative if isinstance(file, LandedFile) else file.file
    return told, file.bytes, file.modified_ns


def _scrub_file(
    job: Job,
    feed: MappedFeed | None,
    register: Register,
    file: LandedFile,
    records: Sequence[LoadRecord],
) -> int:
    rewritten = rewrite(file.path, job, feed, register)
    if rewritten is None:
        return 0
    _settle(job, file, rewritten.path, [r for r in records if r.hash == file.hash])
    return len(rewritten.rows)


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

    # Whatever stands there, of whoever is in the file.
    scrub_in_place(path, cleaned, None)


def _of_rejects(register: Register) -> Callable[[dict[str, Any]], bool]:
    def cleaned(record: dict[str, Any]) -> bool:
        value = record["value"]
        if value is None or register.without_names(value) == value:
            return False
        record["value"] = None
        return True

    return cleaned
