"""A small company for the tests of loading: contracts, landing, and what lies in the lake."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb

from orchestration.loading import LoadSummary
from orchestration.loading.load import run
from orchestration.loading.tables import job_of_table
from orchestration.settings import Settings
from quality.contract import ColumnContract, TableContract

NIGHT = date(2024, 3, 1)


def at(*parts: int) -> datetime:
    """A moment as the lake holds it: UTC, without zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)  # type: ignore[misc, arg-type]


def settings_in(home: Path) -> Settings:
    return Settings(
        company=home,
        home=home / "data",
        name="Test",
        time_zone="UTC",
        currency="EUR",
        gross_margin=1.0,
        discount_rate=0.1,
        vendors=("desk",),
    )


def column(name: str, data_type: Any = "varchar", **told: Any) -> ColumnContract:
    return ColumnContract(name=name, description="", data_type=data_type, **told)


def contract(**told: Any) -> TableContract:
    told = {
        "source": "desk",
        "name": "tickets",
        "description": "",
        "format": "csv",
        "key": ("id",),
        "columns": (
            column("id", required=True),
            column("score", "bigint"),
            column("created_at", "timestamp"),
        ),
    } | told
    return TableContract(**told)


@dataclass(frozen=True)
class Desk:
    """One table of one company."""

    home: Path
    table: TableContract

    @property
    def settings(self) -> Settings:
        return settings_in(self.home)

    def drop(self, name: str, content: str | bytes) -> Path:
        path = self.settings.landing / self.table.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, night: date = NIGHT) -> LoadSummary:
        summary = run(job_of_table(self.table, self.settings, night))
        assert summary.rows_in == summary.rows_loaded + summary.rows_rejected
        return summary

    def rows(self, columns: str = "*") -> list[tuple[Any, ...]]:
        files = f"{self.settings.lake}/{self.table.path}/*/*.parquet"
        return duckdb.sql(
            f"select {columns} from read_parquet('{files}', hive_partitioning = true,"
            " union_by_name = true) order by _file, _row"
        ).fetchall()

    def rejects(self) -> list[tuple[Any, ...]]:
        return duckdb.sql(
            "select _row, column_name, value, reason from"
            f" '{self.settings.rejects}/{self.table.path}/*.parquet' order by all"
        ).fetchall()

    def refusal(self) -> str:
        (refused,) = self.load().refused
        return refused.reason
