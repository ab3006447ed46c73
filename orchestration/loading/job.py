"""One kind of file and the way of its rows: what a job of loading is, and the DuckDB it works in.

What is done with a job is `load.py` and `replay.py`; which jobs there are is `tables.py`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.loading.batch import Batch, Slice
from orchestration.loading.casting import Typing
from orchestration.loading.csv_header import Dialect
from orchestration.loading.files import LANDING, LandedFile, find_files
from orchestration.loading.outcome import LoadRecord
from orchestration.nights import SCRATCH
from quality.contract import TableContract

_MEMORY_LIMIT = "2GB"
SCHEMA_DAY = date(1970, 1, 1)
REPLAYED = "-replayed-"


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
    def path(self) -> str:
        """What its files and rejects are listed by: a feed's table by the name of the feed."""
        return f"{self.source}/{self.table.name}"

    @property
    def landing(self) -> Path:
        """Where the files lie."""
        return self.home / LANDING / self.source / self.table.name

    def files(self, known: Iterable[LoadRecord]) -> tuple[LandedFile, ...]:
        """The finished files that lie there."""
        return find_files(self.landing, self.home, known, by_content=self.reload_on_change)

    @property
    def ledger(self) -> Path:
        """Where their records lie."""
        return self.home / "lake" / "_loads" / self.source / self.table.name

    @property
    def lake(self) -> Path:
        """Where their rows go."""
        return self.home / "lake" / (self.lake_source or self.source) / self.table.name

    def parquet(self, loaded_on: date, file_hash: str, replay: int = 0) -> Path:
        """The Parquet file of one landed file, or of the rows that a later replay won from it."""
        folder = self.lake / f"_loaded_on={loaded_on.isoformat()}"
        replayed = f"{REPLAYED}{replay}" if replay else ""
        return folder / f"{self.prefix}{file_hash[:12]}{replayed}.parquet"

    @property
    def schema_file(self) -> Path:
        """No rows, all columns: every table can be read, and has today's columns."""
        folder = self.lake / f"_loaded_on={SCHEMA_DAY.isoformat()}"
        return folder / f"schema-{self.table.fingerprint}.parquet"

    def rejects(self, file_hash: str) -> Path:
        """The refused rows of one landed file."""
        return self.home / "rejects" / self.source / self.table.name / f"{file_hash[:12]}.parquet"


@contextmanager
def session_in(home: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    """A DuckDB for loading, and a folder for its spills and copies that goes with it."""
    home.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=SCRATCH, dir=home) as folder, duckdb.connect() as session:
        session.execute(f"set memory_limit = '{_MEMORY_LIMIT}'")
        session.execute("set temp_directory = $1", [folder])
        # Pushed below the typing, the test of a row would type it a second time.
        session.execute("set disabled_optimizers = 'filter_pushdown'")
        yield session, Path(folder)
