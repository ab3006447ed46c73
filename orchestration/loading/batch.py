"""What every reader hands to the writer: raw records in a table of the loading session.

A raw table holds the records of one or several files in their order; a slice is one file's part
of it. Readers (`csv_reader`, `json_reader`, `parquet_reader`) make batches, `writer` types them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import duckdb

from orchestration.loading.files import LandedFile
from orchestration.loading.outcome import RefusedFileError
from quality.sql import literal

# `_row` is the record's number, also in the expressions of a map.
RESERVED = ("_ordinal", "_others", "_row")
MAX_COLUMNS = 4_000


@dataclass(frozen=True)
class Slice:
    """One file's records: ordinals `first` to before `last` of the raw table."""

    file: LandedFile
    columns: tuple[str, ...]
    first: int
    last: int
    rows_in: int
    time_zone: str | None = None


class Batch(Protocol):
    """Raw records of several files that share a shape."""

    @property
    def slices(self) -> tuple[Slice, ...]:
        """The files' parts, in order."""
        ...

    def relation(self, part: Slice, wanted: Sequence[str], others: Sequence[str]) -> str:
        """SQL that gives `_ordinal`, each wanted column as text, and `_others` as JSON text."""
        ...

    def malformed(self, part: Slice) -> str:
        """SQL that gives `_row, column_name, value, reason` of records that are none."""
        ...


def texts(values: Sequence[str]) -> str:
    """A list of text literals."""
    return f"[{', '.join(map(literal, values))}]"


def check_width(names: Sequence[str]) -> None:
    """Refuse a table that is none: each column costs an expression of the statements behind."""
    if len(names) > MAX_COLUMNS:
        raise RefusedFileError(
            f"it has {len(names):,} columns, more than {MAX_COLUMNS:,}: values or lines lie where"
            " names should; have it exported with one name per column"
        )


def distinct_names(names: Sequence[str]) -> tuple[str, ...]:
    """Header names that SQL can tell apart: trimmed, none empty, none twice in any case."""
    taken = set(RESERVED)
    result = []
    for position, raw in enumerate(names, start=1):
        base = raw.strip() or f"column_{position}"
        name, count = base, 1
        while name.casefold() in taken:
            count += 1
            name = f"{base}_{count}"
        taken.add(name.casefold())
        result.append(name)
    return tuple(result)


def spans(
    session: duckdb.DuckDBPyConnection, table: str, files: Sequence[LandedFile]
) -> dict[str, tuple[int, int]]:
    """Where each file's records lie in a raw table that kept its `filename` if several."""
    if len(files) == 1:
        (count,) = session.execute(f"select count(*) from {table}").fetchall()[0]
        return {str(files[0].path): (0, count)}
    rows = session.execute(
        f"select filename, min(rowid), max(rowid) + 1, count(*) from {table} group by filename"
    ).fetchall()
    for name, first, last, count in rows:
        if last - first != count:
            raise AssertionError(f"the records of {name} do not lie together")
    return {name: (first, last) for name, first, last, _ in rows}
