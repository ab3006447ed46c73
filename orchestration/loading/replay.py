"""Rows that were rejected, through the loader once more: after a contract has changed.

Only rows that no file of the lake holds are tried, so that a replay may be killed or repeated. They
join a night to come: what an earlier night knew stays as it was (DECISIONS D191).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from orchestration.loading.batch import Batch, Slice, texts
from orchestration.loading.casting import Typing
from orchestration.loading.editions import newest_of_bytes
from orchestration.loading.failures import with_reasons
from orchestration.loading.files import LandedFile
from orchestration.loading.job import Job, session_in
from orchestration.loading.ledger import read_records, write_record
from orchestration.loading.load import read, record_of, remove_orphans, set_time_zone
from orchestration.loading.outcome import LoadRecord, RefusedFileError, name_in_lake
from orchestration.loading.whole_ids import with_whole_ids
from orchestration.loading.writer import Destination, copy_parquet, write_rejects
from quality.sql import quoted


@dataclass(frozen=True)
class Replayed:
    """What became of one file's rejected rows."""

    table: str
    file: str
    rows: int
    loaded: int
    rejected: int
    note: str = ""


@dataclass(frozen=True)
class _Unloaded:
    """A file's records that are not in the lake; malformed ones stay what they are."""

    batch: Batch

    @property
    def slices(self) -> tuple[Slice, ...]:
        return self.batch.slices

    def relation(self, part: Slice, wanted: Sequence[str], others: Sequence[str]) -> str:
        return (
            f"select * from ({self.batch.relation(part, wanted, others)})"
            f" where _ordinal - {part.first} + 1 not in (select _row from in_lake)"
        )

    def malformed(self, part: Slice) -> str:
        return self.batch.malformed(part)


def rows_rejected(records: Sequence[LoadRecord]) -> dict[str, int]:
    """How many rows of each file, by its hash, are rejected after all replays."""
    counts: Counter[str] = Counter()
    last = newest_of_bytes(records)
    for record in records:
        is_last = record.hash in last and record.edition == last[record.hash].edition
        if is_last and record.status in ("loaded", "replayed"):
            counts[record.hash] += record.rows_rejected
    return {file_hash: count for file_hash, count in counts.items() if count}


def replay(job: Job) -> Iterator[Replayed]:
    """Try every rejected row of a job's files again."""
    records = read_records(job.ledger)
    remove_orphans(job, records)
    waiting = rows_rejected(records)
    if not waiting:
        return
    present = {file.hash: file for file in job.files(records)}
    last = newest_of_bytes(records)
    loaded = [last[file_hash] for file_hash in waiting]
    nths = Counter(record.hash for record in records if record.status == "replayed")
    with session_in(job.home) as (session, scratch):
        for record in loaded:
            tried = Replayed(job.path, record.file, waiting[record.hash], 0, 0)
            file = present.get(record.hash)
            if file is None:
                note = "the file has been mended, or is not there any more"
                yield replace(tried, rejected=tried.rows, note=note)
                continue
            try:
                (batch,) = read(job, session, scratch, [file])
                count = _replay_file(job, session, batch, record, tried.rows, nths[file.hash] + 1)
            except (RefusedFileError, duckdb.InvalidInputException) as error:
                note = " ".join(str(error).split())
                yield replace(tried, rejected=tried.rows, note=note)
                continue
            yield replace(tried, loaded=count, rejected=tried.rows - count)


def _replay_file(
    job: Job,
    session: duckdb.DuckDBPyConnection,
    batch: Batch,
    record: LoadRecord,
    rows: int,
    nth: int,
) -> int:
    """Lake first, record second, rejects last: a kill in between loses and doubles nothing."""
    (part,) = batch.slices
    _remember_loaded(job, session, part.file)
    set_time_zone(session, part.time_zone or job.time_zone)
    unloaded = _Unloaded(batch)
    whole = batch.relation(part, job.wanted(part), job.others(part))
    typing = with_whole_ids(session, job.typing(session, unloaded, part), whole)
    relation = unloaded.relation(part, job.wanted(part), job.others(part))
    _refuse_other_numbers(session, unloaded, part, relation, rows)
    typed = typing.loaded(relation, part.first, source=job.source, file=part.file.in_lake)
    session.execute(f"create or replace temp table won as {typed}")
    _remember_outdated(job, session, record)
    target = job.parquet(job.as_of, part.file.hash, nth)
    count = copy_parquet(session, "from won where _row not in (from outdated)", target)
    if count == 0:
        target.unlink()
    else:
        told = replace(record_of(job, part.file), status="replayed", replay=nth)
        write_record(job.ledger, replace(told, rows_loaded=count, rows_rejected=-count))
    left = _write_left(job, session, unloaded, part, typing, relation)
    if left != rows - count:
        raise AssertionError(
            f"{record.file}: of {rows} rejected rows {count} are loaded, but {left} are left"
        )
    return count


def _refuse_other_numbers(
    session: duckdb.DuckDBPyConnection, batch: Batch, part: Slice, relation: str, rows: int
) -> None:
    """A lake of an older version counted rows otherwise: rows that it holds would come twice."""
    found = session.execute(
        f"select (select count(*) from ({relation}))"
        f" + (select count(distinct _row) from ({batch.malformed(part)}))"
    ).fetchall()
    if found != [(rows,)]:
        raise RefusedFileError(
            "its rows bear numbers of an older version: put a mended file in its place"
        )


def _write_left(
    job: Job,
    session: duckdb.DuckDBPyConnection,
    batch: Batch,
    part: Slice,
    typing: Typing,
    relation: str,
) -> int:
    """The rows that are rejected still, with the reasons of today."""
    path = job.rejects(part.file.hash)
    told = with_reasons(session, typing, relation, part.first)
    faults = (
        f"{told.rejected(relation, part.first)} union all select _row, null, null,"
        " 'a newer version of its key has been loaded since' from (from outdated)"
    )
    to = Destination(path, path, job.source, job.table.name)
    left = write_rejects(session, batch, part, faults, to)
    if left == 0:
        path.unlink()
    return left


def _remember_loaded(job: Job, session: duckdb.DuckDBPyConnection, file: LandedFile) -> None:
    found = _lake_files(job, f"{job.prefix}{file.short}*")
    rows = f"select _row from read_parquet({texts(found)})" if found else "select 0 where false"
    session.execute(f"create or replace temp table in_lake as {rows}")


def _remember_outdated(job: Job, session: duckdb.DuckDBPyConnection, record: LoadRecord) -> None:
    """Without a cursor the later row is the newer one: an older one must not come after it."""
    found = _lake_files(job, f"{job.prefix}*")
    later = [path for path in found if _loaded_on(path) > record.loaded_on.isoformat()]
    if job.table.cursor is not None or not later:
        session.execute("create or replace temp table outdated as select _row from won where false")
        return
    keys = ", ".join(quoted(name) for name in job.table.key)
    session.execute(
        "create or replace temp table outdated as select _row from won where"
        f" ({keys}) in (select ({keys}) from read_parquet({texts(later)}, union_by_name = true)"
        f" where _file <> {texts([name_in_lake(record.file, record.edition)])}[1])"
    )


def _lake_files(job: Job, name: str) -> list[str]:
    return [str(path) for path in sorted(job.lake.glob(f"_loaded_on=*/{name}.parquet"))]


def _loaded_on(path: str) -> str:
    return Path(path).parent.name.partition("=")[2]
