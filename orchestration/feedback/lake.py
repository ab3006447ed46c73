"""The lake table of readings: how a night's readings become rows of it.

One file per night and reader, written in batches.
"""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.atomic import write_atomically
from orchestration.feedback.reader import Reading
from orchestration.night_tables import arrow_schema
from orchestration.unpublished import until_published

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "feedback/readings"


def readings_glob(lake: Path) -> str:
    """The table as a pattern for read_parquet."""
    return str(lake / TABLE / "*" / "*.parquet")


def write_readings(
    lake: Path,
    batches: Iterable[list[tuple[str, str, Reading]]],
    *,
    as_of: date,
    name: str,
) -> int:
    """Add readings of (feedback_id, text_hash), batch by batch; says how many.

    The file is complete from the moment it has its name; a night without readings leaves none.
    """
    import pyarrow.parquet as pq

    path = f"_loaded_on={as_of.isoformat()}/{name}.parquet"
    count = 0

    def fill(file: Path) -> None:
        nonlocal count
        with pq.ParquetWriter(file, arrow_schema(TABLE), compression="zstd") as writer:
            for batch in batches:
                writer.write_table(_table(batch, f"lake/{TABLE}/{path}", count))
                count += len(batch)

    write_atomically(until_published(lake / TABLE / path), fill)
    return count


def _table(batch: list[tuple[str, str, Reading]], file: str, before: int) -> "pa.Table":
    import pyarrow as pa

    rows = [
        {
            "feedback_id": feedback_id,
            "text_hash": text_hash,
            **reading.__dict__,
            "_source": "feedback",
            "_file": file,
            "_row": before + place,
            "_extra": None,
        }
        for place, (feedback_id, text_hash, reading) in enumerate(batch, 1)
    ]
    return pa.Table.from_pylist(rows, arrow_schema(TABLE))
