"""Asset keys, from one function each: a key's path is the table's path."""

from collections.abc import Mapping
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings

from quality.contract import TableContract

LANDING = dg.AssetKey(["landing"])
BUILD = dg.AssetKey(["build", "warehouse"])
WAREHOUSE = dg.AssetKey(["published", "warehouse"])


def table_key(table: TableContract) -> dg.AssetKey:
    """`zendesk/tickets`, the same as its folder in landing and lake."""
    return dg.AssetKey([table.source, table.name])


def page_key(name: str) -> dg.AssetKey:
    """A page of the site, by the name of its exposure."""
    return dg.AssetKey(["site", name])


class Translator(DagsterDbtTranslator):
    """dbt's nodes under `schema/name`, grouped by layer.

    Data tests guard inside the build step and are not shown one by one: three hundred events a
    night would cost more than the models (DECISIONS D83).
    """

    def __init__(self) -> None:
        super().__init__(DagsterDbtTranslatorSettings(enable_asset_checks=False))

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str:
        """The layer: seeds, staging, intermediate, marts."""
        return str(dbt_resource_props["schema"])


def model_keys(manifest: Mapping[str, Any], schema: str) -> dict[str, dg.AssetKey]:
    """The keys of a layer's models by the models' names."""
    translator = Translator()
    return {
        node["name"]: translator.get_asset_key(node)
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["schema"] == schema
    }
