"""Parquet without forgotten persons, batch by batch; types and order of rows stay."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orchestration.loading.outcome import RefusedFileError

if TYPE_CHECKING:
    from pyarrow.parquet import ParquetFile

_ROWS_AT_ONCE = 20_000


def scrub_parquet(path: Path, target: Path, cleaned: Callable[[dict[str, Any]], bool]) -> set[int]:
    """Write a file again with every record cleaned; the numbers of those that changed.

    `cleaned` changes a record in place and says whether it did; one it empties is left out.

    Raises:
        RefusedFileError: The file is damaged.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    changed: set[int] = set()
    with _damage_told():
        source = pq.ParquetFile(path)
    with source:
        # A column that had no gap yet is written as one that can have none.
        schema = pa.schema([field.with_nullable(True) for field in source.schema_arrow])  # noqa: FBT003
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            number = 0
            for records in _batches(source):
                for record in records:
                    number += 1
                    if cleaned(record):
                        changed.add(number)
                kept = [record for record in records if record]
                writer.write_table(pa.Table.from_pylist(kept, schema=schema))
    return changed


def _batches(source: "ParquetFile") -> Iterator[list[dict[str, Any]]]:
    batches = source.iter_batches(batch_size=_ROWS_AT_ONCE)
    while True:
        with _damage_told():
            batch = next(batches, None)
            records = [] if batch is None else batch.to_pylist()
        if batch is None:
            return
        yield records


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


def scrub_in_place(path: Path, cleaned: Callable[[dict[str, Any]], bool]) -> int:
    """Replace a file by its cleaned self, whole or not at all; how many records changed."""
    target = path.with_name(f".{path.name}.tmp")
    changed = scrub_parquet(path, target, cleaned)
    if not changed:
        target.unlink()
        return 0
    target.chmod(path.stat().st_mode & 0o777)
    with target.open("rb") as handle:
        os.fsync(handle.fileno())
    target.replace(path)
    return len(changed)
