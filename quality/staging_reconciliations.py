"""From the lake to staging: every key has its latest version, every list its elements.

A table that staging neither keeps nor opens is reported as a loss, so that none is passed over
because its model has another name (DECISIONS D169).
"""

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from quality.balances import Reconciliation
from quality.contract import TableContract
from quality.sql import literal, quoted

# Staged as the elements of a list, one row each: model and column, and the order of versions.
OPENED = {
    "zendesk/audits": ("stg_zendesk__audit_events", "events", "_loaded_on"),
    "zendesk/schedules": ("stg_zendesk__schedule_intervals", "intervals", "updated_at"),
}


def lake_to_staging(
    tables: Collection[TableContract], relations: Collection[str], *, lake: Path, as_of: date
) -> Iterator[Reconciliation]:
    """A reconciliation for every table of the enabled sources, whatever its model is called."""
    for table in tables:
        rows = _rows(table, lake, as_of)
        staged = f"staging.stg_{table.source}__{table.name}"
        if table.path in OPENED:
            model, column, version = OPENED[table.path]
            yield _elements(table, f"staging.{model}", column, version, rows)
        else:
            yield _keys(table, staged, rows, is_staged=staged in relations)


def _rows(table: TableContract, lake: Path, as_of: date) -> str:
    files = literal(str(lake / table.source / table.name / "*" / "*.parquet"))
    return (
        f"from read_parquet({files}, hive_partitioning = true, union_by_name = true)"
        f" where _loaded_on <= date '{as_of}'"
    )


def _keys(table: TableContract, staged: str, rows: str, *, is_staged: bool) -> Reconciliation:
    """Every key of the lake has its latest version in staging, once."""
    keys = ", ".join(quoted(name) for name in table.key)
    return Reconciliation(
        table=staged,
        rule="every_key_staged",
        unit="keys",
        upstream=f"select count(*) from (select distinct {keys} {rows})",
        kept=f"select count(*) from {staged}" if is_staged else "select 0",
    )


def _elements(
    table: TableContract, staged: str, column: str, version: str, rows: str
) -> Reconciliation:
    """Every element of each key's latest list is a row; a list without elements has none."""
    keys = ", ".join(quoted(name) for name in table.key)
    return Reconciliation(
        table=staged,
        rule="every_element_staged",
        unit=f"{column} of {table.name}",
        upstream=f"select sum(number) from (select arg_max("
        f"coalesce(json_array_length({quoted(column)}), 0), {version}) as number {rows}"
        f" group by {keys})",
        kept=f"select count(*) from {staged}",
    )
