"""What loading says about files: the records of the ledger and the summary of a night.

Values only; reading and writing records is `ledger.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

# `settled` was refused, and a file of the same name has come or been loaded since; `replayed` moves
# rows of a loaded file from the rejected to the loaded ones; `replaced` was loaded, and corrected
# in the same night.
Status = Literal["loaded", "refused", "resent", "settled", "replayed", "replaced"]


def name_in_lake(file: str, edition: int) -> str:
    """What the rows of a file bear: another content under one name is another file."""
    return file if edition == 1 else f"{file}#{edition:04}"


class RefusedFileError(Exception):
    """A file that cannot be loaded as a whole; the message says what, why and the cure."""


@dataclass(frozen=True)
class LoadRecord:
    """One file's fate. A file is settled iff its record exists.

    Attributes:
        edition: Which content under its name it is, counted from 1.
        is_reload: Whether its rows had been loaded before, by another map.
        is_return: Whether an older edition had the same bytes.
    """

    source: str
    table: str
    file: str
    hash: str
    bytes: int
    status: Status
    loaded_on: date
    rows_in: int = 0
    rows_loaded: int = 0
    rows_rejected: int = 0
    reason: str | None = None
    note: str | None = None
    extra_columns: tuple[str, ...] = ()
    origin: str = ""
    modified_ns: int = 0
    fingerprint: str = ""
    replay: int = 0
    edition: int = 1
    is_reload: bool = False
    is_return: bool = False


@dataclass(frozen=True)
class RefusedFile:
    """A refused file that still lies in the landing, and since which night."""

    file: str
    reason: str
    refused_on: date


@dataclass(frozen=True)
class LoadSummary:
    """What one night loaded into one table; the same however often the night is run."""

    table: str
    files: int
    rows_in: int
    rows_loaded: int
    rows_rejected: int
    refused: tuple[RefusedFile, ...] = ()
    extra_columns: tuple[str, ...] = ()
    empty_files: int = 0
    resent_files: int = 0
    still_written: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        table: str,
        records: Iterable[LoadRecord],
        standing: Iterable[RefusedFile],
        still_written: Iterable[str] = (),
    ) -> Self:
        """Sum up the records of one night; `standing` are the refusals not yet settled."""
        records = tuple(records)
        loaded = tuple(record for record in records if record.status == "loaded")
        return cls(
            table=table,
            files=len(loaded),
            rows_in=sum(record.rows_in for record in loaded),
            rows_loaded=sum(record.rows_loaded for record in loaded),
            rows_rejected=sum(record.rows_rejected for record in loaded),
            refused=tuple(standing),
            extra_columns=tuple(sorted({c for record in loaded for c in record.extra_columns})),
            empty_files=sum(record.rows_in == 0 for record in loaded),
            resent_files=sum(record.status == "resent" for record in records),
            still_written=tuple(still_written),
        )
