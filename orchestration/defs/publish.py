"""Publication: the audited build takes the place that readers use."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.defs.keys import WAREHOUSE, model_keys
from orchestration.defs.resources import NightResource
from orchestration.steps import publish


def publish_asset(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The published warehouse, behind every mart and its audit."""

    @dg.asset(
        key=WAREHOUSE,
        deps=list(model_keys(manifest, "marts").values()),
        group_name="published",
        kinds={"duckdb"},
    )
    def published_warehouse(night: NightResource) -> dg.MaterializeResult[None]:
        """The warehouse that pages and analysts read; replaced whole or not at all."""
        path = publish(night.night)
        return dg.MaterializeResult(
            metadata={"path": dg.MetadataValue.path(path), "bytes": path.stat().st_size}
        )

    return published_warehouse
