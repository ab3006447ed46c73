"""Loads what is new in one table's landing folder: reads, types, writes, records.

One job per table of a vendor or per mapped feed; both take this way and no other. Killed at any
point and started again, a job ends in the same state.
"""

import gzip
import logging
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.loading.batch import Batch, Slice
from orchestration.loading.casting import Typing
from orchestration.loading.csv_reader import Dialect, read_csv
from orchestration.loading.files import LandedFile, find_files
from orchestration.loading.json_reader import read_json
from orchestration.loading.ledger import read_records, write_record
from orchestration.loading.outcome import (
    LoadRecord,
    LoadSummary,
    RefusedFile,
    RefusedFileError,
)
from orchestration.loading.parquet_reader import read_parquet
from orchestration.loading.writer import Destination, copy_parquet, write_slice
from quality.contract import TableContract

_log = logging.getLogger(__name__)
_FILES_AT_ONCE = 100
_MEMORY_LIMIT = "2GB"
SCHEMA_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class Job:
    """One kind of file: where it lies, how it is read, and what its rows become."""

    source: str
    table: TableContract
    home: Path
    as_of: date
    file_format: str
    dialect: Dialect
    time_zone: str
    fingerprint: str
    typing: Callable[[duckdb.DuckDBPyConnection, Batch, Slice], Typing]
    wanted: Callable[[Slice], Sequence[str]]
    others: Callable[[Slice], Sequence[str]]
    schema: Typing
    lake_source: str = ""
    prefix: str = ""
    reload_on_change: bool = False

    @property
    def landing(self) -> Path:
        """Where the files lie."""
        return self.home / "landing" / self.source / self.table.name

    @property
    def ledger(self) -> Path:
        """Where their records lie."""
        return self.home / "lake" / "_loads" / self.source / self.table.name

    @property
    def lake(self) -> Path:
        """Where their rows go."""
        return self.home / "lake" / (self.lake_source or self.source) / self.table.name

    def parquet(self, loaded_on: date, file_hash: str) -> Path:
        """The one Parquet file of one landed file."""
        folder = self.lake / f"_loaded_on={loaded_on.isoformat()}"
        return folder / f"{self.prefix}{file_hash[:12]}.parquet"

    @property
    def schema_file(self) -> Path:
        """No rows, all columns: every table can be read, and has today's columns."""
        folder = self.lake / f"_loaded_on={SCHEMA_DAY.isoformat()}"
        return folder / f"schema-{self.table.fingerprint}.parquet"

    def rejects(self, file_hash: str) -> Path:
        """The refused rows of one landed file."""
        return self.home / "rejects" / self.source / self.table.name / f"{file_hash[:12]}.parquet"


def run(job: Job) -> LoadSummary:
    """Load every new file of a job and sum up its night."""
    records = read_records(job.ledger)
    _remove_orphans(job, records)
    files = find_files(job.landing, job.home, records)
    pending = _settle_resent(job, files, records)
    if pending or not job.schema_file.exists():
        with _session(job.home) as (session, scratch):
            if not job.schema_file.exists():
                copy_parquet(session, job.schema.empty(), job.schema_file)
            for start in range(0, len(pending), _FILES_AT_ONCE):
                _load_together(job, session, scratch, pending[start : start + _FILES_AT_ONCE])
    records = read_records(job.ledger)
    _remove_orphans(job, records)
    tonight = (record for record in records if record.loaded_on == job.as_of)
    name = f"{job.source}/{job.table.name}"
    return LoadSummary.of(name, tonight, _standing(job, files, records))


@contextmanager
def _session(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".loading-", dir=home) as folder, duckdb.connect() as session:
        session.execute(f"set memory_limit = '{_MEMORY_LIMIT}'")
        session.execute("set temp_directory = $1", [folder])
        # Pushed below the typing, the test of a row would type it a second time.
        session.execute("set disabled_optimizers = 'filter_pushdown'")
        yield session, Path(folder)


def _settle_resent(
    job: Job, files: Sequence[LandedFile], records: Sequence[LoadRecord]
) -> tuple[LandedFile, ...]:
    """The files to load; bytes that came before under another name are recorded as resent."""
    first = {record.hash: record for record in records if record.status != "resent"}
    noted = {(record.hash, record.file) for record in records if record.status == "resent"}
    pending: dict[str, LandedFile] = {}
    for file in files:
        known = first.get(file.hash)
        if known is None or (known.file == file.relative and _is_due(job, known)):
            known_file = pending.setdefault(file.hash, file).relative
        else:
            known_file = known.file
        if known_file != file.relative and (file.hash, file.relative) not in noted:
            note = f"the same bytes as {known_file}"
            write_record(job.ledger, replace(_record(job, file), status="resent", note=note))
    return tuple(pending.values())


def _is_due(job: Job, known: LoadRecord) -> bool:
    changed = known.fingerprint != job.fingerprint
    return changed and (known.status == "refused" or job.reload_on_change)


def _load_together(
    job: Job, session: duckdb.DuckDBPyConnection, scratch: Path, files: Sequence[LandedFile]
) -> None:
    """In one pass if all can be read; else one by one, so that only the broken are refused."""
    settled: set[str] = set()
    try:
        for batch in _read(job, session, scratch, files):
            for part in batch.slices:
                _load_slice(job, session, batch, part)
                settled.add(part.file.hash)
    except (RefusedFileError, duckdb.Error, gzip.BadGzipFile, EOFError, zlib.error) as error:
        if len(files) == 1:
            _refuse(job, files[0], error)
            return
        for file in files:
            if file.hash not in settled:
                _load_together(job, session, scratch, [file])


def _read(
    job: Job, session: duckdb.DuckDBPyConnection, scratch: Path, files: Sequence[LandedFile]
) -> Iterator[Batch]:
    if job.file_format == "csv":
        return read_csv(session, files, job.dialect, scratch)
    if job.file_format == "parquet":
        return read_parquet(session, files)
    columns = [column.header for column in job.table.columns if column.data_type == "json"]
    return read_json(session, files, columns)


def _load_slice(job: Job, session: duckdb.DuckDBPyConnection, batch: Batch, part: Slice) -> None:
    record = replace(_record(job, part.file), rows_in=part.rows_in)
    if part.rows_in == 0:
        job.typing(session, batch, part)
        write_record(job.ledger, replace(record, note="no rows"))
        return
    _set_time_zone(session, part.time_zone or job.time_zone)
    typing = job.typing(session, batch, part)
    extra = () if job.table.rest else tuple(job.others(part))
    loaded, rejected = write_slice(
        session,
        batch,
        part,
        typing=typing,
        relation=batch.relation(part, job.wanted(part), job.others(part)),
        to=Destination(
            lake=job.parquet(job.as_of, part.file.hash),
            rejects=job.rejects(part.file.hash),
            source=job.source,
            table=job.table.name,
        ),
    )
    write_record(
        job.ledger,
        replace(record, rows_loaded=loaded, rows_rejected=rejected, extra_columns=extra),
    )


def _set_time_zone(session: duckdb.DuckDBPyConnection, zone: str) -> None:
    try:
        session.execute("set TimeZone = '" + zone.replace("'", "''") + "'")
    except duckdb.Error as error:
        raise RefusedFileError(f"its time zone '{zone}' does not exist") from error


def _refuse(job: Job, file: LandedFile, error: Exception) -> None:
    reason = f"{file.relative}: {_words(error)}"
    _log.warning("refused %s", reason)
    write_record(job.ledger, replace(_record(job, file), status="refused", reason=reason))


def _words(error: Exception) -> str:
    """What is wrong with a file; what is wrong with the machine rises."""
    if isinstance(error, RefusedFileError):
        return str(error)
    message = str(error).split("\n", maxsplit=1)[0]
    if "end of GZIP" in message or isinstance(error, EOFError | zlib.error):
        return "its gzip stream ends early: it was cut off on the way; have it sent again"
    if "GZIP" in message or isinstance(error, gzip.BadGzipFile):
        return "its name ends in .gz but it is not gzip; have it sent again or mend its name"
    if isinstance(error, duckdb.InvalidInputException | duckdb.BinderException):
        return message
    raise error


def _record(job: Job, file: LandedFile) -> LoadRecord:
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
    )


def _remove_orphans(job: Job, records: Sequence[LoadRecord]) -> None:
    """A Parquet file without a record is the trace of a killed night, or of an older mapping."""
    live = {job.parquet(r.loaded_on, r.hash) for r in records if r.status == "loaded"}
    for path in job.lake.glob(f"_loaded_on=*/{job.prefix}*.parquet"):
        if path not in live and not path.name.startswith("schema-"):
            path.unlink()
    for path in job.schema_file.parent.glob("schema*.parquet"):
        if path != job.schema_file:
            path.unlink()
    for path in job.lake.glob(f"_loaded_on=*/.{job.prefix}*.tmp"):
        path.unlink()


def _standing(
    job: Job, files: Sequence[LandedFile], records: Sequence[LoadRecord]
) -> tuple[RefusedFile, ...]:
    """Refusals whose bytes still lie there; one that a better file replaced is settled."""
    present = {(file.relative, file.hash) for file in files}
    loaded = {(r.origin, r.loaded_on) for r in records if r.status == "loaded"}
    standing = []
    for record in records:
        if record.status != "refused" or (record.file, record.hash) not in present:
            continue
        if any(name == record.origin and day >= record.loaded_on for name, day in loaded):
            write_record(job.ledger, replace(record, status="settled"))
        else:
            standing.append(RefusedFile(record.file, record.reason or "", record.loaded_on))
    return tuple(standing)
