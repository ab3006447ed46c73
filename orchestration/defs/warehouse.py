"""The models: two dbt steps with the forecasts between them, and the audit behind."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.dbt_runner import NodeResult
from orchestration.defs.gates import check_result
from orchestration.defs.keys import BUILD, Translator, model_keys
from orchestration.defs.resources import NightResource
from orchestration.steps import BEHIND_STEPS, audit, build_models


def model_assets(manifest: Mapping[str, Any]) -> list[dg.AssetsDefinition]:
    """The models before and behind the forecasts."""
    translator = Translator()

    @dbt_assets(
        manifest=manifest,
        name="models",
        exclude=f"{BEHIND_STEPS} resource_type:test resource_type:unit_test",
        dagster_dbt_translator=translator,
    )
    def models(
        context: dg.AssetExecutionContext, night: NightResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        built = build_models(night.night, behind_forecasts=False)
        yield from _materialized(context, manifest, translator, built)

    @dbt_assets(
        manifest=manifest,
        name="models_behind_forecasts",
        select=BEHIND_STEPS,
        exclude="resource_type:test resource_type:unit_test",
        dagster_dbt_translator=translator,
    )
    def models_behind_forecasts(
        context: dg.AssetExecutionContext, night: NightResource
    ) -> Iterator[dg.MaterializeResult[None]]:
        built = build_models(night.night, behind_forecasts=True)
        yield from _materialized(context, manifest, translator, built)

    return [models, models_behind_forecasts]


def _materialized(
    context: dg.AssetExecutionContext,
    manifest: Mapping[str, Any],
    translator: Translator,
    built: Sequence[NodeResult],
) -> Iterator[dg.MaterializeResult[None]]:
    for node in built:
        props = manifest["nodes"].get(node.unique_id)
        key = translator.get_asset_key(props) if props else None
        if key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key, metadata={"seconds": node.seconds})


def audited_build(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """The build with every mart in it, judged before anyone may read it."""
    blocking = "Blocking: nothing is published when the marts contradict lake, layers or history."

    @dg.asset(
        key=BUILD,
        deps=list(model_keys(manifest, "marts").values()),
        check_specs=[dg.AssetCheckSpec("audit", asset=BUILD, blocking=True, description=blocking)],
        group_name="published",
        kinds={"duckdb"},
    )
    def built_warehouse(night: NightResource) -> Iterator[dg.MaterializeResult[None]]:
        """The night's warehouse, whole, before it is published."""
        verdicts = audit(night.night)
        yield dg.MaterializeResult(check_results=[check_result(BUILD, "audit", verdicts)])

    return built_warehouse
