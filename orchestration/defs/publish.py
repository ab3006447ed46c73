"""Publication: the audited build takes the place that readers use."""

import dagster as dg

from orchestration.defs.keys import BUILD, WAREHOUSE
from orchestration.defs.resources import NightResource
from orchestration.steps import publish


@dg.asset(key=WAREHOUSE, deps=[BUILD], group_name="published", kinds={"duckdb"})
def published_warehouse(night: NightResource) -> dg.MaterializeResult[None]:
    """The warehouse that pages and analysts read; replaced whole or not at all."""
    path = publish(night.night)
    return dg.MaterializeResult(
        metadata={"path": dg.MetadataValue.path(path), "bytes": path.stat().st_size}
    )
