"""Loads what is new in one table's landing folder: reads, types, writes, records.

Tables of vendors and mapped feeds take this way and no other. Killed at any point and started
again, a job ends in the same state. Rejected rows of files loaded earlier are `replay.py`.
"""

import gzip
import logging
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from orchestration.atomic import write_text
from orchestration.loading.batch import Batch, Slice
from orchestration.loading.csv_reader import read_csv
from orchestration.loading.editions import newest_of_bytes, standing, take_places
from orchestration.loading.files import (
    FILES_AT_ONCE,
    LandedFile,
    in_passes,
    is_unchanged,
    plainly_named,
)
from orchestration.loading.job import Job, session_in
from orchestration.loading.json_reader import read_json
from orchestration.loading.kinds import refuse_other_kinds
from orchestration.loading.ledger import read_records, record_path, write_record
from orchestration.loading.outcome import (
    LoadRecord,
    LoadSummary,
    RefusedFileError,
)
from orchestration.loading.parquet_reader import read_parquet
from orchestration.loading.refusals import not_taken_away, still_refused
from orchestration.loading.watch import bounded, seconds_for
from orchestration.loading.whole_ids import with_whole_ids
from orchestration.loading.writer import Destination, copy_parquet, write_slice
from quality.sql import literal

_log = logging.getLogger(__name__)
_TOO_LONG = "it takes many times longer to read than a file of its size does"


def run(job: Job, *, when_stuck: Callable[[str], None] | None = None) -> LoadSummary:
    """Load every new file of a job and sum up its night.

    `when_stuck` is told, from another thread, of files that are neither read nor interrupted; they
    are refused by then, or are read one by one from now on, and the process can only end.
    """
    records = read_records(job.ledger)
    remove_orphans(job, records)
    files = tuple(standing(job.files(records), records))
    pending = _settle_resent(job, files, records)
    take_places(job, pending, records)
    open_table(job)
    if pending:
        with session_in(job.home) as (session, scratch):
            most = 1 if _singly(job).exists() else FILES_AT_ONCE
            for together in in_passes(pending, most):
                _load_together(job, session, scratch, together, when_stuck or _leave_stuck)
    _singly(job).unlink(missing_ok=True)
    records = read_records(job.ledger)
    remove_orphans(job, records)
    settled = {record.hash for record in records}
    still_written = (file.relative for file in pending if file.hash not in settled)
    return LoadSummary.of(job, records, still_refused(job, files, records), still_written)


def open_table(job: Job) -> None:
    """Let a table be read, with today's columns, before anything was loaded into it."""
    if not job.schema_file.exists():
        with session_in(job.home) as (session, _):
            copy_parquet(session, job.schema.empty(), job.schema_file)


def _settle_resent(
    job: Job, files: Sequence[LandedFile], records: Sequence[LoadRecord]
) -> tuple[LandedFile, ...]:
    """The files to load; bytes that came before under another name are recorded as resent."""
    last = newest_of_bytes(not_taken_away(records, files))
    noted = {(record.hash, record.file) for record in records if record.status == "resent"}
    pending: dict[str, LandedFile] = {}
    for file in files:
        known = last.get(file.hash)
        is_new = known is None or (file.is_return and file.edition > known.edition)
        if known is None or is_new or (known.file == file.relative and is_due(job, known)):
            known_file = pending.setdefault(file.hash, file).relative
        else:
            known_file = known.file
        note = replace(
            record_of(job, file), status="resent", note=f"the same bytes as {known_file}"
        )
        is_noted = (file.hash, file.relative) in noted
        if known_file != file.relative and not is_noted:
            write_record(job.ledger, note)
        elif known_file == file.relative and is_noted:
            record_path(job.ledger, note).unlink()
    return tuple(pending.values())


def is_due(job: Job, known: LoadRecord) -> bool:
    """Whether what became of a file is to be tried again by another map or contract."""
    changed = known.fingerprint != job.fingerprint
    return changed and (known.status == "refused" or job.reload_on_change)


def _load_together(
    job: Job,
    session: duckdb.DuckDBPyConnection,
    scratch: Path,
    files: Sequence[LandedFile],
    when_stuck: Callable[[str], None],
) -> None:
    """In one pass if all can be read; else one by one, so that only the broken are refused."""
    settled: set[str] = set()
    # A reader may have made a copy, which nobody writes on.
    as_landed = {file.hash: file for file in files}
    try:
        with bounded(session, seconds_for(files), lambda: when_stuck(_give_up(job, files))):
            for batch in read(job, session, scratch, files):
                for part in batch.slices:
                    _settle(job, as_landed[part.file.hash], _load_slice(job, session, batch, part))
                    settled.add(part.file.hash)
    except (RefusedFileError, duckdb.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        if len(files) == 1:
            _settle(job, files[0], _refused(job, files[0], error))
            return
        for file in files:
            if file.hash not in settled:
                _load_together(job, session, scratch, [file], when_stuck)


def _give_up(job: Job, files: Sequence[LandedFile]) -> str:
    """Refuse the file that hangs; of several, let the next night find out which."""
    if len(files) == 1:
        error = RefusedFileError(f"{_TOO_LONG}, and it could not be interrupted")
        refuse(job, files[0], error)
        return f"{files[0].relative}: {error}; it is refused: run the night again"
    write_text(_singly(job), "")
    return f"{len(files)} files take too long together: run the night again, it reads them singly"


def _leave_stuck(reason: str) -> None:
    _log.error("%s", reason)
    os._exit(1)


def _singly(job: Job) -> Path:
    """There while the files of a job are read one by one, to find the one that hangs."""
    return job.ledger / ".singly"


def read(
    job: Job, session: duckdb.DuckDBPyConnection, scratch: Path, files: Sequence[LandedFile]
) -> Iterator[Batch]:
    """Raw records of files, by the reader of their format."""
    files = [plainly_named(file, scratch) for file in files]
    for file in files:
        refuse_other_kinds(file.path, job.file_format, job.dialect.encoding)
    if job.file_format == "csv":
        return read_csv(session, files, job.dialect, scratch)
    if job.file_format == "parquet":
        return read_parquet(session, files)
    columns = [column.header for column in job.table.columns if column.data_type == "json"]
    return read_json(session, files, columns, scratch)


def _settle(job: Job, file: LandedFile, record: LoadRecord) -> None:
    """Remember what became of a file; one that has changed meanwhile waits for the next night.

    Rows that no record holds are removed with the orphans.
    """
    if is_unchanged(file):
        write_record(job.ledger, record)
        return
    _log.warning("%s is still being written: left for the next night", file.relative)
    job.rejects(file.hash).unlink(missing_ok=True)


def _load_slice(
    job: Job, session: duckdb.DuckDBPyConnection, batch: Batch, part: Slice
) -> LoadRecord:
    """The rows of a file, read and written; the record that will say so."""
    record = replace(record_of(job, part.file), rows_in=part.rows_in)
    if part.rows_in == 0:
        job.typing(session, batch, part)
        return replace(record, note="no rows")
    set_time_zone(session, part.time_zone or job.time_zone)
    relation = batch.relation(part, job.wanted(part), job.others(part))
    typing = with_whole_ids(session, job.typing(session, batch, part), relation)
    extra = () if job.table.rest else tuple(job.others(part))
    loaded, rejected = write_slice(
        session,
        batch,
        part,
        typing=typing,
        relation=relation,
        to=Destination(
            lake=job.parquet(job.as_of, part.file.hash),
            rejects=job.rejects(part.file.hash),
            source=job.source,
            table=job.table.name,
        ),
    )
    return replace(record, rows_loaded=loaded, rows_rejected=rejected, extra_columns=extra)


def set_time_zone(session: duckdb.DuckDBPyConnection, zone: str) -> None:
    """The zone of times that carry none."""
    try:
        session.execute(f"set TimeZone = {literal(zone)}")
    except duckdb.Error as error:
        raise RefusedFileError(f"its time zone '{zone}' does not exist") from error


def refuse(job: Job, file: LandedFile, error: Exception) -> None:
    """Record that a file cannot be loaded, and why."""
    write_record(job.ledger, _refused(job, file, error))


def _refused(job: Job, file: LandedFile, error: Exception) -> LoadRecord:
    reason = f"{file.relative}: {_words(error)}"
    _log.warning("refused %s", reason)
    return replace(record_of(job, file), status="refused", reason=reason)


def _words(error: Exception) -> str:
    """What is wrong with a file; what is wrong with the machine rises."""
    if isinstance(error, RefusedFileError):
        return str(error)
    if isinstance(error, duckdb.InterruptException):
        return f"{_TOO_LONG}: have it sent again, or in parts"
    message = str(error).split("\n", maxsplit=1)[0]
    if "end of GZIP" in message or isinstance(error, EOFError | zlib.error):
        return "its gzip stream ends early: it was cut off on the way; have it sent again"
    if "GZIP" in message or isinstance(error, gzip.BadGzipFile):
        return "its name ends in .gz but it is not gzip; have it sent again or mend its name"
    if isinstance(error, duckdb.InvalidInputException | duckdb.BinderException):
        return message
    raise error


def record_of(job: Job, file: LandedFile) -> LoadRecord:
    """A file's record before anything is known of its rows."""
    return LoadRecord(
        source=job.source,
        table=job.table.name,
        file=file.relative,
        hash=file.hash,
        bytes=file.bytes,
        status="loaded",
        loaded_on=job.as_of,
        origin=file.origin,
        modified_ns=file.modified_ns,
        fingerprint=job.fingerprint,
        edition=file.edition,
        is_reload=file.was_loaded,
        is_return=file.is_return,
    )


def remove_orphans(job: Job, records: Sequence[LoadRecord]) -> None:
    """A Parquet file without a record is the trace of a killed night, or of an older mapping."""
    live = {
        job.parquet(record.loaded_on, record.hash, record.replay)
        for record in records
        if record.status in ("loaded", "replayed")
    }
    for path in job.lake.glob(f"_loaded_on=*/{job.prefix}*.parquet"):
        if path not in live and not path.name.startswith("schema-"):
            path.unlink()
    for path in job.schema_file.parent.glob("schema*.parquet"):
        if path != job.schema_file:
            path.unlink()
    for path in job.lake.glob(f"_loaded_on=*/.{job.prefix}*.tmp"):
        path.unlink()
