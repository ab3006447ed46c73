"""The forecasts: assets between models, read by dbt as a source."""

from collections.abc import Mapping
from typing import Any

import dagster as dg

from orchestration.defs.keys import model_keys
from orchestration.defs.resources import NightResource
from orchestration.steps import forecast, weigh_drivers


def forecast_assets(manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """Lifetime values, from orders and contract months; drivers, from answers and contacts."""
    marts = model_keys(manifest, "marts")

    def read(*names: str) -> list[dg.AssetKey]:
        return [marts[name] for name in names if name in marts]

    @dg.asset(
        key=["forecasts", "customer_lifetime_values"],
        deps=read("dim_customers", "fct_orders", "fct_customer_months", "fct_subscription_spells"),
        group_name="forecasts",
        kinds={"python", "parquet"},
    )
    def customer_lifetime_values(night: NightResource) -> dg.MaterializeResult[None]:
        """Predicted margin of each customer over the coming twelve months."""
        return dg.MaterializeResult(metadata={"valuations": forecast(night.night)})

    @dg.asset(
        key=["forecasts", "driver_importances"],
        deps=read("dim_customers", "fct_contacts", "fct_survey_responses", "fct_customer_signs"),
        group_name="forecasts",
        kinds={"python", "parquet"},
    )
    def driver_importances(night: NightResource) -> dg.MaterializeResult[None]:
        """What goes with recommendation and with churn, and how strongly."""
        return dg.MaterializeResult(metadata={"months": weigh_drivers(night.night)})

    return [customer_lifetime_values, driver_importances]
