"""Parquet without forgotten persons, batch by batch; the order of rows stays, and who is not in it.

Only the records that a sieve lets through become Python's; the others stay columns throughout.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.forgetting.sieve import Sieve
from orchestration.forgetting.sifting import rows_let_through
from orchestration.loading.outcome import RefusedFileError

if TYPE_CHECKING:
    from pyarrow import DataType, RecordBatch, Schema, Table
    from pyarrow.parquet import ParquetFile

_ROWS_AT_ONCE = 20_000
# Of a decimal number, with room for a stand-in before the point.
_MOST_DIGITS, _MOST_DECIMALS = 38, 20

Cleaned = Callable[[dict[str, Any]], bool]


def scrub_parquet(
    path: Path, target: Path, cleaned: Cleaned, sieve: Sieve | None, *, is_as_it_came: bool
) -> set[int]:
    """Write a file again with every record cleaned; the numbers of those that changed.

    `cleaned` changes a record in place and says whether it did; one it empties is left out. It is
    asked of the records that the sieve lets through; without any no file is written. A file that
    is as it came may have numbers too short for a stand-in.

    Raises:
        RefusedFileError: The file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    changed: set[int] = set()
    with open_parquet(path) as source:
        # A column that had no gap yet is written as one that can have none.
        schema = pa.schema(
            pa.field(field.name, _roomy(field.type) if is_as_it_came else field.type)
            for field in source.schema_arrow
        )
        if sieve is not None and not any(True for _ in records_let_through(source, sieve)):
            return changed
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            before = 0
            for batch in batches_of(source):
                told, rows = _scrubbed(batch, schema, cleaned, sieve)
                writer.write_table(told)
                changed.update(before + row + 1 for row in rows)
                before += batch.num_rows
    return changed


def _scrubbed(
    batch: "RecordBatch", schema: "Schema", cleaned: Cleaned, sieve: Sieve | None
) -> tuple["Table", list[int]]:
    """A batch without the person, and which of its rows changed."""
    import pyarrow as pa

    as_it_is = pa.Table.from_batches([batch]).cast(schema)
    places, changed = list(range(batch.num_rows)), []
    made: list[dict[str, Any]] = []
    for row, record in _let_through(batch, sieve):
        if cleaned(record):
            changed.append(row)
            places[row] = batch.num_rows + len(made)
            made.append(record)
    kept = [at for at in places if at < batch.num_rows or made[at - batch.num_rows]]
    both = pa.concat_tables([as_it_is, pa.Table.from_pylist(made, schema=schema)])
    return both.take(pa.array(kept, pa.int64())), changed


def records_let_through(
    source: "ParquetFile", sieve: Sieve | None, columns: list[str] | None = None
) -> Iterator[dict[str, Any]]:
    """The records of a file in which somebody may be, or of some of its columns."""
    for batch in batches_of(source, columns):
        for _, record in _let_through(batch, sieve):
            yield record


def _let_through(batch: "RecordBatch", sieve: Sieve | None) -> Iterator[tuple[int, dict[str, Any]]]:
    if sieve is None:
        yield from enumerate(batch.to_pylist())
        return
    for row in rows_let_through(batch, sieve):
        yield row, batch.slice(row, 1).to_pylist()[0]


@contextmanager
def open_parquet(path: Path) -> Iterator["ParquetFile"]:
    """A file of Parquet.

    Raises:
        RefusedFileError: It is none.
    """
    import pyarrow.parquet as pq

    with _damage_told():
        source = pq.ParquetFile(path)
    with source:
        yield source


def _roomy(kind: "DataType") -> "DataType":
    """A type whose numbers may be as long as a stand-in."""
    import pyarrow as pa
    from pyarrow import types

    if types.is_integer(kind) and kind.bit_width < pa.int64().bit_width:
        return pa.int64()
    if types.is_decimal(kind) and kind.scale <= _MOST_DECIMALS:
        return pa.decimal128(_MOST_DIGITS, kind.scale)
    return kind


def batches_of(source: "ParquetFile", columns: list[str] | None = None) -> Iterator["RecordBatch"]:
    """A file piece by piece.

    Raises:
        RefusedFileError: It is damaged there.
    """
    batches = source.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns)
    while True:
        with _damage_told():
            batch = next(batches, None)
        if batch is None:
            return
        yield batch


@contextmanager
def _damage_told() -> Iterator[None]:
    """What is wrong with a file; what is wrong with the machine has a number, and rises."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, MemoryError) or getattr(error, "errno", None) is not None:
            raise
        told = str(error).splitlines()[0]
        raise RefusedFileError(
            f"it is damaged or no Parquet: {told}; have it sent again"
        ) from error


def scrub_in_place(path: Path, cleaned: Cleaned, sieve: Sieve | None) -> int:
    """Replace a file by its cleaned self, whole or not at all; how many records changed."""
    target = path.with_name(f".{path.name}.tmp")
    changed = scrub_parquet(path, target, cleaned, sieve, is_as_it_came=False)
    if not changed:
        target.unlink(missing_ok=True)
        return 0
    target.chmod(path.stat().st_mode & 0o777)
    with target.open("rb") as handle:
        os.fsync(handle.fileno())
    target.replace(path)
    return len(changed)
