"""The gates: blocking checks on every source table, before any model reads it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

import dagster as dg

from orchestration.defs.keys import table_key
from orchestration.defs.resources import NightResource
from orchestration.steps import gate
from quality.contract import TableContract
from quality.verdicts import Verdict, failures, warnings


def gate_checks(tables: Sequence[TableContract]) -> list[dg.AssetChecksDefinition]:
    """One step per source, one blocking check per table."""
    return [_gate(source, tuple(batch)) for source, batch in groupby(tables, lambda t: t.source)]


def _gate(source: str, batch: tuple[TableContract, ...]) -> dg.AssetChecksDefinition:
    blocking = "Blocking: nothing behind this table runs when the night's batch breaks a rule."
    specs = [
        dg.AssetCheckSpec("gate", asset=table_key(table), blocking=True, description=blocking)
        for table in batch
    ]

    @dg.multi_asset_check(name=f"gate_{source}", specs=specs)
    def gate_of_source(night: NightResource) -> Iterator[dg.AssetCheckResult]:
        verdicts = gate(night.night, batch)
        for table in batch:
            table_verdicts = [verdict for verdict in verdicts if verdict.table == table.path]
            yield check_result(table_key(table), "gate", table_verdicts)

    return gate_of_source


def check_result(key: dg.AssetKey, name: str, verdicts: Sequence[Verdict]) -> dg.AssetCheckResult:
    """Verdicts as one result of a check; the messages go with it."""
    failed = failures(verdicts)
    return dg.AssetCheckResult(
        asset_key=key,
        check_name=name,
        passed=not failed,
        description="; ".join(verdict.message for verdict in failed),
        metadata={
            "rules": len(verdicts),
            "warnings": [verdict.message for verdict in warnings(verdicts)],
        },
    )
