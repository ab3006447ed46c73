"""What becomes of a file when other bytes come under its name (DECISIONS D198).

Of another night they are a newer edition: the rows of both stay, and of each key the latest
stands. Of the very night that brought the file they are its correction and take its place, or
a night that stopped for a bad file could never be mended.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from orchestration.loading.files import LandedFile
from orchestration.loading.job import Job
from orchestration.loading.ledger import REPLACED, record_path, write_record
from orchestration.loading.outcome import LoadRecord


def standing(files: Sequence[LandedFile], records: Iterable[LoadRecord]) -> Iterator[LandedFile]:
    """The files that no correction has replaced; bytes that come back alone stand again."""
    replaced = {(record.file, record.hash) for record in records if record.status == "replaced"}
    origins = Counter(file.origin for file in files)
    for file in files:
        if (file.relative, file.hash) not in replaced or origins[file.origin] == 1:
            yield file


def newest_of_bytes(records: Iterable[LoadRecord]) -> dict[str, LoadRecord]:
    """What became of each content when it came last under its own name."""
    of_files = ("loaded", "refused", "settled")
    known = (record for record in records if record.status in of_files)
    return {record.hash: record for record in sorted(known, key=lambda record: record.edition)}


def take_places(job: Job, pending: Iterable[LandedFile], records: Sequence[LoadRecord]) -> None:
    """Set aside what tonight's earlier runs loaded under the names of files that are new.

    The records say so; rows without a record that holds them are removed with the orphans.
    """
    pending = tuple(pending)
    known = {record.hash for record in records if record.status != "replaced"}
    corrected = {
        file.origin
        for file in pending
        if file.hash not in known or (file.is_return and not file.was_loaded)
    }
    for record in records:
        is_tonights = record.loaded_on == job.as_of and not record.is_reload
        if is_tonights and record.origin in corrected and record.status in ("loaded", "replayed"):
            note = f"corrected in the same night: {record.rows_loaded} rows taken back"
            told = replace(record, status="replaced", note=note)
            write_record(job.ledger, replace(told, rows_in=0, rows_loaded=0, rows_rejected=0))
            record_path(job.ledger, record).unlink()
            job.rejects(record.hash).unlink(missing_ok=True)
    _drop_older_turns(job, pending, records)


def _drop_older_turns(
    job: Job, pending: Iterable[LandedFile], records: Iterable[LoadRecord]
) -> None:
    """Bytes that a changed map reads again stand once, as their newest edition."""
    editions = {file.hash: file.edition for file in pending}
    for record in records:
        is_older = record.edition < editions.get(record.hash, 0)
        is_read_again = job.reload_on_change and record.fingerprint != job.fingerprint
        is_in_its_place = record.loaded_on == job.as_of or is_read_again
        if is_older and is_in_its_place and record.status in ("loaded", "replayed"):
            record_path(job.ledger, record).unlink(missing_ok=True)


def replacing_nights(lake: Path, until: date) -> list[date]:
    """The night of each file that its correction has replaced, up to a night, in order."""
    found = (lake / "_loads").glob(f"*/*/*{REPLACED}*.json")
    nights = (date.fromisoformat(path.name.partition(REPLACED)[2][:10]) for path in found)
    return sorted(night for night in nights if night <= until)
