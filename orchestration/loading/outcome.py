"""What loading says about files: the records of the ledger and the summary of a night.

Values only; reading and writing records is `ledger.py`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Literal, Self

if TYPE_CHECKING:
    from orchestration.loading.job import Job

# `settled` was refused, and a file of the same name has come or been loaded since; `withdrawn` was
# refused, and somebody took the file away; `replayed` moves rows of a loaded file from the rejected
# to the loaded ones; `replaced` was loaded, and corrected in the same night.
Status = Literal["loaded", "refused", "resent", "settled", "withdrawn", "replayed", "replaced"]


SENT_BEFORE = "sent before, not loaded again"
EMPTY = "empty"
STILL_WRITTEN = "still being written, left for the next night"
_NAMED = 5


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
class Note:
    """Files of which nothing was loaded, of one kind."""

    kind: str
    files: tuple[str, ...]

    @classmethod
    def of_each(cls, kinds: Mapping[str, Iterable[str]]) -> tuple[Self, ...]:
        """One for each kind of which there are files."""
        notes = (cls(kind, tuple(files)) for kind, files in kinds.items())
        return tuple(note for note in notes if note.files)

    def __str__(self) -> str:
        """One line: how many there are, and the first of them."""
        more = f" and {len(self.files) - _NAMED} more" if len(self.files) > _NAMED else ""
        return f"{self.kind} ({len(self.files)}): {', '.join(self.files[:_NAMED])}{more}"


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
    notes: tuple[Note, ...] = ()

    @classmethod
    def of(
        cls,
        job: "Job",
        records: Iterable[LoadRecord],
        standing: Iterable[RefusedFile],
        still_written: Iterable[str] = (),
    ) -> Self:
        """Sum up the records of a job's night; `standing` are the refusals not yet settled."""
        records = tuple(records)
        tonight = tuple(record for record in records if record.loaded_on == job.as_of)
        loaded = tuple(record for record in tonight if record.status == "loaded")
        extra = {name for record in loaded for name in record.extra_columns}
        return cls(
            table=job.path,
            files=len(loaded),
            rows_in=sum(record.rows_in for record in loaded),
            rows_loaded=sum(record.rows_loaded for record in loaded),
            rows_rejected=sum(record.rows_rejected for record in loaded),
            refused=tuple(standing),
            extra_columns=tuple(sorted(extra - {each.header for each in job.table.columns})),
            notes=(*notes(tonight, still_written), *_named_since(job, records)),
        )


def _named_since(job: "Job", records: Iterable[LoadRecord]) -> tuple[Note, ...]:
    """Files whose rows lack what the contract names today: what is loaded is not read again."""
    known = {column.header for column in job.table.columns}
    files = {
        each.file: known.intersection(each.extra_columns)
        for each in records
        if each.status == "loaded"
    }
    late = {file for file, names in files.items() if names}
    names = ", ".join(sorted(set().union(*files.values())))
    cure = f"to read them again remove {job.lake} and {job.ledger}"
    return Note.of_each({f"loaded before the contract named {names}, {cure}": sorted(late)})


def notes(records: Iterable[LoadRecord], still_written: Iterable[str] = ()) -> tuple[Note, ...]:
    """What became of a night's files that brought no rows."""
    records = tuple(records)
    return Note.of_each(
        {
            SENT_BEFORE: [each.file for each in records if each.status == "resent"],
            EMPTY: [each.file for each in records if each.status == "loaded" and each.rows_in == 0],
            STILL_WRITTEN: still_written,
        }
    )
