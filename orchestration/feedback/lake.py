"""The lake table of readings: what is in it, and how a night's readings are added.

One file per night and reader below the night that made it, written in batches, whole or not at
all; it counts once that night is published.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from orchestration.feedback.reader import Reading
from orchestration.unpublished import until_published

if TYPE_CHECKING:
    import pyarrow as pa

TABLE = "feedback/readings"


def ensure_schema(lake: Path) -> Path:
    """Make the table readable before the first reading: a Parquet file without rows."""
    file = lake / TABLE / "_loaded_on=1970-01-01" / "schema.parquet"
    if not file.exists():
        _write(file, (), "")
    return file


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
    path = f"_loaded_on={as_of.isoformat()}/{name}.parquet"
    return _write(until_published(lake / TABLE / path), batches, f"lake/{TABLE}/{path}")


def _write(file: Path, batches: Iterable[list[tuple[str, str, Reading]]], told: str) -> int:
    import pyarrow.parquet as pq

    count = 0
    with (
        _whole(file) as partial,
        pq.ParquetWriter(partial, _schema(), compression="zstd") as writer,
    ):
        for batch in batches:
            writer.write_table(_table(batch, told, count))
            count += len(batch)
    return count


@contextmanager
def _whole(file: Path) -> Iterator[Path]:
    file.parent.mkdir(parents=True, exist_ok=True)
    # The ending keeps readers of *.parquet away from a file that is being written.
    partial = file.with_suffix(".partial")
    yield partial
    with partial.open("rb") as written:
        os.fsync(written.fileno())
    partial.replace(file)


def _schema() -> "pa.Schema":
    import pyarrow as pa

    text, number, count, flag = pa.string(), pa.float64(), pa.int64(), pa.bool_()
    return pa.schema(
        [
            ("feedback_id", text),
            ("text_hash", text),
            ("reader_version", text),
            ("comment_text", text),
            ("language_code", text),
            ("sentiment_name", text),
            ("sentiment_model_name", text),
            ("sentiment_score", number),
            ("sentiment_accuracy", number),
            ("sentiment_labelled_count", count),
            ("redaction_count", count),
            ("is_repaired", flag),
            ("is_cut", flag),
            ("_source", text),
            ("_file", text),
            ("_row", count),
            ("_extra", text),
        ]
    )


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
    return pa.Table.from_pylist(rows, _schema())
