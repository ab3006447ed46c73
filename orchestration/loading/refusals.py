"""What becomes of a refused file: whether it still stands, and when its bytes are new again.

A refusal is an open matter until somebody replaces the file or takes it away (DECISIONS D10). The
record says so, because the night's gate asks the records and not the files.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from orchestration.loading.files import LandedFile
from orchestration.loading.job import Job
from orchestration.loading.ledger import write_record
from orchestration.loading.outcome import LoadRecord, RefusedFile


def not_taken_away(
    records: Iterable[LoadRecord], files: Iterable[LandedFile]
) -> Iterator[LoadRecord]:
    """What is known of bytes, without refusals of files that are not there any more.

    The name may have been what was wrong: under another, the bytes are new.
    """
    present = {(file.relative, file.hash) for file in files}
    for record in records:
        was_refused = record.status in ("refused", "settled", "withdrawn")
        if not was_refused or (record.file, record.hash) in present:
            yield record


def still_refused(
    job: Job, files: Sequence[LandedFile], records: Sequence[LoadRecord]
) -> tuple[RefusedFile, ...]:
    """Refusals whose bytes still lie there; others are settled by what replaced them, or gone."""
    present = {(file.relative, file.hash) for file in files}
    names = {file.relative for file in files}
    loaded = {(r.origin, r.loaded_on) for r in records if r.status == "loaded"}
    standing = []
    for record in records:
        if record.status != "refused":
            continue
        is_there = (record.file, record.hash) in present
        is_loaded = any(name == record.origin and day >= record.loaded_on for name, day in loaded)
        if is_there and not is_loaded:
            standing.append(RefusedFile(record.file, record.reason or "", record.loaded_on))
        elif is_there or is_loaded or record.file in names:
            write_record(job.ledger, replace(record, status="settled"))
        else:
            write_record(job.ledger, replace(record, status="withdrawn"))
    return tuple(standing)
