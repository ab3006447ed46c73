"""The gate of a source table: did the vendor send what was agreed, before any model reads it.

Brings together what arrived, the rules of `quality/suites` and the validator. A gate reads the
lake and writes nothing but the verdict history.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from quality.arrivals import Arrivals, read_arrivals
from quality.contract import TableContract
from quality.deliveries import Calendar
from quality.rules import Outcome, Rule
from quality.sql import literal
from quality.suites.arrivals import judge_arrivals
from quality.suites.contract import contract_rules
from quality.suites.gate_verdicts import stage_of, verdict
from quality.suites.mapped import mapped_rules
from quality.suites.qualtrics import survey_rules
from quality.suites.rhythm import rhythm_rules
from quality.suites.salesforce import currency_rules
from quality.suites.segment import message_rules
from quality.suites.zendesk import desk_rules
from quality.verdicts import Verdict, judged_nights, write_verdicts

if TYPE_CHECKING:
    from quality.duckdb_engine import Validator

BATCH = "batch"


def run_gate(
    lake: Path,
    table: TableContract,
    *,
    as_of: date,
    verdicts: Path | None = None,
    seeds: Path | None = None,
    validator: Validator | None = None,
    holidays: frozenset[date] = frozenset(),
    volume_since: Mapping[str, date] | None = None,
) -> tuple[Verdict, ...]:
    """Judge what a night brought for one table.

    Args:
        lake: The lake's folder, inside the data folder.
        table: The table's contract.
        as_of: The night.
        verdicts: Folder of the verdict history; nothing is written if None.
        seeds: Folder of dbt's seeds, for the rules that need what the company declared.
        validator: Shared by the gates of a night to save time; one is opened if None.
        holidays: Days on which the company is closed.
        volume_since: From which night on a table or feed brings another volume, by its name.

    Returns:
        A verdict for every rule that was asked, passed or not.
    """
    if validator is None:
        from quality.duckdb_engine import Validator

        with Validator() as own:
            return run_gate(
                lake,
                table,
                as_of=as_of,
                verdicts=verdicts,
                seeds=seeds,
                validator=own,
                holidays=holidays,
                volume_since=volume_since,
            )
    judged = judged_nights(verdicts, stage_of(table)) if verdicts else {}
    past = {night: went_on for night, went_on in judged.items() if night < as_of}
    calendar = Calendar(holidays, past, volume_since or {})
    arrivals = read_arrivals(lake, table, as_of=as_of, query=validator.sql, calendar=calendar)
    found_verdicts = list(judge_arrivals(arrivals, table, as_of, holidays=holidays))
    if arrivals.parquet:
        found_verdicts.extend(judge_rows(lake, arrivals, table, as_of, validator, seeds, calendar))
    if verdicts is not None:
        write_verdicts(verdicts, found_verdicts)
    return tuple(found_verdicts)


def judge_rows(
    lake: Path,
    arrivals: Arrivals,
    table: TableContract,
    as_of: date,
    validator: Validator,
    seeds: Path | None,
    calendar: Calendar,
) -> tuple[Verdict, ...]:
    """Ask the rules of the night's rows; of their shape first, for all others need it."""
    files = ", ".join(literal(str(path)) for path in arrivals.parquet)
    validator.sql(
        f"create or replace view {BATCH} as select * from read_parquet([{files}],"
        " hive_partitioning = true, union_by_name = true)"
    )
    shape = columns_typed(table, as_of, validator)
    if not shape.passed:
        return (shape,)
    rules = (
        *contract_rules(table, lake=lake, as_of=as_of),
        *survey_rules(table, seeds, lake=lake, as_of=as_of),
        *mapped_rules(table),
        *message_rules(table),
        *currency_rules(table, lake=lake, as_of=as_of),
        *rhythm_rules(table, lake=lake, as_of=as_of, calendar=calendar),
        *desk_rules(table, seeds),
    )
    outcomes = validator.validate(BATCH, rules)
    return (shape, *(rule_verdict(outcome, arrivals, table, as_of) for outcome in outcomes))


def columns_typed(table: TableContract, as_of: date, validator: Validator) -> Verdict:
    """The lake holds every column of the contract in its type."""
    held = {name: kind.lower() for name, kind, *_ in validator.sql(f"describe {BATCH}")}
    wrong = tuple(
        f"{column.name} {held.get(column.name, 'missing')} instead of {column.storage_type}"
        for column in table.columns
        if held.get(column.name) != column.storage_type
    )
    return verdict(
        table,
        as_of,
        "columns_typed",
        passed=not wrong,
        expected=f"the contract's {len(table.columns)} columns in their types",
        found=f"{len(wrong)} that differ",
        examples=wrong,
    )


def rule_verdict(
    outcome: Outcome, arrivals: Arrivals, table: TableContract, as_of: date
) -> Verdict:
    """The verdict of a rule that was asked of the rows."""
    rule: Rule = outcome.rule
    return verdict(
        table,
        as_of,
        rule.name,
        passed=outcome.passed,
        is_blocking=rule.is_blocking,
        expected=rule.expected,
        found=f"{outcome.count} that break it in {arrivals.rows} rows",
        examples=outcome.examples,
    )
