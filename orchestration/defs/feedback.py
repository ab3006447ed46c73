"""The readings of customers' comments: an asset between models, read by dbt as a source."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.defs.keys import model_keys
from orchestration.defs.resources import NightResource
from orchestration.steps import read_comments


def feedback_assets(manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """What the night reads out of comments, once the models know whose they are."""
    models = model_keys(manifest, "intermediate")

    @dg.asset(
        key=["feedback", "readings"],
        deps=[models[name] for name in ("int_feedback_identified", "int_people_named")],
        group_name="feedback",
        kinds={"python", "parquet"},
    )
    def readings(night: NightResource) -> dg.MaterializeResult[None]:
        """Redacted text, language and sentiment of each new comment."""
        return dg.MaterializeResult(metadata={"comments": read_comments(night.night)})

    return [readings]
