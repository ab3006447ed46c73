"""The audit of the built warehouse, before anything is published.

Rules of the marts through Great Expectations, reconciliations between layers, and how far
numbers moved. Reads the build, the lake and what is published; writes only the verdict history.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from quality.balances import balance
from quality.contract import TableContract
from quality.declared import NAMES, SEED, pairs_name_somebody
from quality.movements import (
    FACTS,
    Finding,
    headlines_within_past,
    months_kept,
    rows_kept,
    unknown_customers,
)
from quality.promises import Raw, broken_promises, read_promises
from quality.reconciliations import reconciliations
from quality.sql import literal
from quality.suites.marts import mart_rules, read_marts
from quality.verdicts import EXAMPLES, Verdict, write_verdicts

if TYPE_CHECKING:
    from quality.duckdb_engine import Validator

STAGE = "audit"


def run_audit(
    warehouse: Path,
    lake: Path,
    *,
    as_of: date,
    as_of_end: datetime,
    tables: Collection[TableContract],
    manifest: Path,
    currency: str = "EUR",
    published: Path | None = None,
    verdicts: Path | None = None,
    memory: str = "80%",
) -> tuple[Verdict, ...]:
    """Judge a built warehouse.

    Args:
        warehouse: The file that is to be published.
        lake: The lake's folder.
        as_of: The night it was built for.
        as_of_end: The instant at which its day ends, UTC without zone.
        tables: Contracts of the enabled sources.
        manifest: dbt's manifest: which marts there are, and what is promised of their columns.
        currency: The company's currency.
        published: The published warehouse to compare with; None on the first night, when an older
            night is computed again, or when the logic itself changed.
        verdicts: Folder of the verdict history; nothing is written if None.
        memory: What it may take before it spills to disk, as DuckDB writes it.
    """
    from quality.duckdb_engine import Validator

    project = json.loads(manifest.read_text(encoding="utf-8"))
    with Validator(warehouse, memory_limit=memory) as validator:
        relations = {
            f"{schema}.{name}"
            for schema, name in validator.sql(
                "select table_schema, table_name from information_schema.tables"
                " where table_catalog = current_database()"
            )
        }
        found_verdicts = [
            *mart_verdicts(validator, relations, project, as_of),
            *promise_verdicts(validator, relations, project, as_of),
            *balance_verdicts(validator, relations, tables, lake, (as_of, as_of_end), currency),
            *movement_verdicts(validator, relations, published, as_of),
        ]
        if {SEED, NAMES} <= relations:
            found_verdicts += [
                _verdict(as_of, finding) for finding in pairs_name_somebody(validator.sql)
            ]
    if verdicts is not None:
        write_verdicts(verdicts, found_verdicts)
    return tuple(found_verdicts)


def mart_verdicts(
    validator: Validator, relations: Collection[str], project: Raw, as_of: date
) -> Iterator[Verdict]:
    """Every mart exists and keeps its rules."""
    for mart in read_marts(project):
        table = f"marts.{mart.name}"
        if table not in relations:
            yield _verdict(
                as_of,
                Finding(
                    table,
                    "mart_exists",
                    passed=False,
                    is_blocking=True,
                    expected="the table to be built",
                    found="no table",
                ),
            )
            continue
        for outcome in validator.validate(table, mart_rules(mart)):
            yield _verdict(
                as_of,
                Finding(
                    table,
                    outcome.rule.name,
                    passed=outcome.passed,
                    is_blocking=outcome.rule.is_blocking,
                    expected=outcome.rule.expected,
                    found=f"{outcome.count} that break it",
                    examples=outcome.examples,
                ),
            )


def promise_verdicts(
    validator: Validator, relations: Collection[str], project: Raw, as_of: date
) -> Iterator[Verdict]:
    """Every table of every layer keeps what its YAML promises."""
    for finding in broken_promises(read_promises(project), relations, validator.sql):
        yield _verdict(as_of, finding)


def balance_verdicts(
    validator: Validator,
    relations: Collection[str],
    tables: Collection[TableContract],
    lake: Path,
    night: tuple[date, datetime],
    currency: str,
) -> Iterator[Verdict]:
    """Nothing is lost between lake, staging and marts."""
    as_of, as_of_end = night
    for asked in reconciliations(
        tables, relations, lake=lake, as_of=as_of, as_of_end=as_of_end, currency=currency
    ):
        result = balance(asked, validator.sql)
        yield _verdict(
            as_of,
            Finding(
                asked.table,
                asked.rule,
                passed=result.passed,
                is_blocking=True,
                expected=f"all {asked.unit} kept or left out by name",
                found=result.found,
            ),
        )


def movement_verdicts(
    validator: Validator, relations: Collection[str], published: Path | None, as_of: date
) -> Iterator[Verdict]:
    """Numbers moved no further than they may."""
    marts = [mart for mart in FACTS if f"marts.{mart}" in relations]
    findings: list[Iterable[Finding]] = [
        unknown_customers(validator.sql, marts, as_of),
        headlines_within_past(validator.sql, marts, as_of),
    ]
    if published is not None:
        validator.sql(f"attach {literal(str(published))} as published (read_only)")
        findings.append(rows_kept(validator.sql, marts))
        findings.append(months_kept(validator.sql, marts, as_of))
    for finding in (one for some in findings for one in some):
        yield _verdict(as_of, finding)


def _verdict(as_of: date, finding: Finding) -> Verdict:
    return Verdict(
        night=as_of,
        stage=STAGE,
        table=finding.table,
        rule=finding.rule,
        passed=finding.passed,
        is_blocking=finding.is_blocking,
        expected=finding.expected,
        found=finding.found,
        examples=finding.examples[:EXAMPLES],
    )
