"""The site: one asset per page, from dbt's exposures, behind the published warehouse."""

from collections.abc import Iterator, Mapping
from typing import Any

import dagster as dg

from orchestration.defs.keys import WAREHOUSE, Translator, page_key
from orchestration.defs.resources import NightResource
from orchestration.steps import render


def site_assets(manifest: Mapping[str, Any]) -> dg.AssetsDefinition:
    """Every page with the marts it reads; one step renders them all."""
    specs = page_specs(manifest)

    @dg.multi_asset(name="site", specs=specs)
    def site(night: NightResource) -> Iterator[dg.MaterializeResult[None]]:
        summary = render(night.night)
        for spec in specs:
            yield dg.MaterializeResult(
                asset_key=spec.key, metadata={"site": dg.MetadataValue.path(summary.out)}
            )

    return site


def page_specs(manifest: Mapping[str, Any]) -> list[dg.AssetSpec]:
    """A page per exposure; a site without exposures is one asset."""
    translator = Translator()
    pages = [
        dg.AssetSpec(
            page_key(exposure["name"]),
            deps=[WAREHOUSE, *_parents(manifest, exposure, translator)],
            description=exposure["description"],
            group_name="site",
            kinds={"html"},
        )
        for exposure in manifest["exposures"].values()
    ]
    return pages or [dg.AssetSpec(page_key("index"), deps=[WAREHOUSE], group_name="site")]


def _parents(
    manifest: Mapping[str, Any], exposure: Mapping[str, Any], translator: Translator
) -> list[dg.AssetKey]:
    nodes = (manifest["nodes"].get(name) for name in exposure["depends_on"]["nodes"])
    return [translator.get_asset_key(node) for node in nodes if node]
