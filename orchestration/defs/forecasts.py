"""The forecasts: assets between models, read by dbt as a source."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.defs.keys import model_keys
from orchestration.defs.resources import NightResource
from orchestration.steps import forecast


def forecast_assets(manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """Lifetime values, from the customers' orders and contract months."""
    marts = model_keys(manifest, "marts")
    read = ("dim_customers", "fct_orders", "fct_customer_months", "fct_subscription_spells")

    @dg.asset(
        key=["forecasts", "customer_lifetime_values"],
        deps=[marts[name] for name in read if name in marts],
        group_name="forecasts",
        kinds={"python", "parquet"},
    )
    def customer_lifetime_values(night: NightResource) -> dg.MaterializeResult[None]:
        """Predicted margin of each customer over the coming twelve months."""
        return dg.MaterializeResult(metadata={"valuations": forecast(night.night)})

    return [customer_lifetime_values]
