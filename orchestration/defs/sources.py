"""Landing and lake: one asset per source table, created from the contracts."""

from collections.abc import Sequence

import dagster as dg

from orchestration.defs.keys import LANDING, table_key
from orchestration.defs.resources import NightResource
from orchestration.steps import land, load
from quality.contract import TableContract

# A file system or a network that was away for a moment is worth a second try; nothing else is.
AGAIN = dg.RetryPolicy(max_retries=2, delay=5, backoff=dg.Backoff.EXPONENTIAL)


@dg.asset(key=LANDING, group_name="landing", retry_policy=AGAIN)
def landing(night: NightResource) -> dg.MaterializeResult[None]:
    """Files exactly as they came from the source systems."""
    return dg.MaterializeResult(metadata={"new_files": land(night.night)})


def source_assets(tables: Sequence[TableContract]) -> list[dg.AssetsDefinition]:
    """One asset per table of the lake."""
    return [_source_asset(table) for table in tables]


def _source_asset(table: TableContract) -> dg.AssetsDefinition:
    @dg.asset(
        key=table_key(table),
        deps=[LANDING],
        group_name=table.source,
        description=table.description,
        kinds={"parquet"},
    )
    def lake_table(night: NightResource) -> dg.MaterializeResult[None]:
        summaries = load(night.night, table)
        return dg.MaterializeResult(
            metadata={
                "files": sum(summary.files for summary in summaries),
                "rows_loaded": sum(summary.rows_loaded for summary in summaries),
                "rows_rejected": sum(summary.rows_rejected for summary in summaries),
                "not_loaded": "\n".join(str(note) for each in summaries for note in each.notes),
            }
        )

    return lake_table
