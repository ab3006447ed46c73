"""Reads Parquet files into raw records: every value as the text a CSV would carry.

One way of typing for all formats is worth the detour over text; nested values become JSON.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import duckdb

from orchestration.loading.batch import Batch, check_width, distinct_names, spans
from orchestration.loading.csv_header import Header
from orchestration.loading.csv_reader import CsvBatch, slice_of
from orchestration.loading.files import LandedFile
from orchestration.loading.outcome import RefusedFileError
from quality.sql import literal, quoted

_OF_THE_MACHINE = ("Cannot open file", "No space left", "Permission denied", "Could not write")
_NESTED = ("STRUCT", "MAP", "UNION")


def read_parquet(
    session: duckdb.DuckDBPyConnection, files: Sequence[LandedFile]
) -> Iterator[Batch]:
    """One batch per file: a Parquet file brings its own types."""
    for file in files:
        with damage_told():
            names = _read_file(session, file)
        places = spans(session, "raw_parquet", [file])
        part = slice_of(file, Header(names, 0), places, {})
        yield CsvBatch("raw_parquet", (part,), names)


def _read_file(session: duckdb.DuckDBPyConnection, file: LandedFile) -> tuple[str, ...]:
    source = f"read_parquet({literal(str(file.path))})"
    described = session.execute(f"describe select * from {source}").fetchall()
    check_width([row[0] for row in described])
    columns = ", ".join(f"{_as_text(row[0], row[1])} as c{i}" for i, row in enumerate(described))
    session.execute("drop table if exists raw_parquet")
    session.execute(f"create temp table raw_parquet as select {columns} from {source}")
    return distinct_names([row[0] for row in described])


@contextmanager
def damage_told() -> Iterator[None]:
    """Damage has many names; a full disk or memory is none of them, nor an interrupt."""
    try:
        yield
    except (duckdb.OutOfMemoryException, duckdb.InterruptException):
        raise
    except duckdb.Error as error:
        told = str(error).splitlines()[0]
        if any(words in told for words in _OF_THE_MACHINE):
            raise
        raise RefusedFileError(
            f"it is damaged or no Parquet: {told}; have it sent again"
        ) from error


def _as_text(name: str, data_type: str) -> str:
    nested = data_type.endswith("]") or data_type.startswith(_NESTED)
    value = f"to_json({quoted(name)})" if nested else quoted(name)
    return f"nullif({value}::varchar, '')"
