"""How the suites say what they found of a table: stage and verdict of its gate."""

from datetime import date

from quality.contract import TableContract
from quality.verdicts import EXAMPLES, Verdict


def stage_of(table: TableContract) -> str:
    """Under which name a table's gate is kept in the verdict history."""
    return f"gate-{table.source}-{table.name}"


def verdict(
    table: TableContract,
    as_of: date,
    rule: str,
    *,
    passed: bool,
    expected: str,
    found: str,
    is_blocking: bool = True,
    examples: tuple[str, ...] = (),
) -> Verdict:
    """A verdict of a table's gate."""
    return Verdict(
        night=as_of,
        stage=stage_of(table),
        table=table.path,
        rule=rule,
        passed=passed,
        is_blocking=is_blocking,
        expected=expected,
        found=found,
        examples=examples[:EXAMPLES],
    )
