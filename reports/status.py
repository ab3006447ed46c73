"""The status page and the badge: what the night's own tables say about the data.

Works without a warehouse too: when the first night is stopped, there is only the reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from reports.formats import format_value
from reports.shell import Badge
from reports.site_check import personal_kinds
from reports.tables import Table, make_table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_COLUMNS = {
    "checks": ("stage_name", "checks", "passed", "warned"),
    "failed": ("stage_name", "table_name", "rule_name", "expected", "found"),
    "loads": (
        "source_name",
        "table_name",
        "last_loaded_date",
        "files",
        "rows_loaded",
        "rows_rejected",
        "refused",
    ),
    "rejects": ("source_name", "table_name", "column_name", "reason", "rows"),
    "nights": (
        "night",
        "status_name",
        "stage_name",
        "reason",
        "rows_loaded",
        "rows_rejected",
        "minutes",
    ),
}
# `gate-zendesk-tickets` and `audit`, in words.
_STAGE = """case when stage_name like 'gate-%'
            then 'Gate: ' || replace(substr(stage_name, 6), '-', ', ')
            else upper(substr(stage_name, 1, 1)) || substr(stage_name, 2) end"""
_SQL = {
    "checks": f"""
        select {_STAGE}, count(*), count(*) filter (where is_passed),
            count(*) filter (where not is_passed)
        from ops.check_results
        where night = (select max(night) from ops.check_results)
        group by stage_name order by stage_name""",
    "failed": f"""
        select {_STAGE}, table_name, rule_name, expected, found
        from ops.check_results
        where night = (select max(night) from ops.check_results) and not is_passed
        order by stage_name, table_name, rule_name""",
    "loads": """
        select source_name, table_name, max(loaded_on), count(*), coalesce(sum(rows_loaded), 0),
            coalesce(sum(rows_rejected), 0), count(*) filter (where status_name = 'refused')
        from ops.file_loads
        group by source_name, table_name order by source_name, table_name""",
    "rejects": """
        select source_name, table_name, column_name, reason, sum("rows")
        from ops.rejected_rows
        group by source_name, table_name, column_name, reason
        order by 5 desc, source_name, table_name, column_name, reason""",
    "nights": """
        select night, status_name, stage_name, reason, rows_loaded, rows_rejected, seconds / 60
        from ops.nights order by night desc limit 14""",
}


@dataclass(frozen=True)
class FailedCheck:
    """A check that stopped a night."""

    table: str
    rule: str
    expected: str
    found: str


@dataclass(frozen=True)
class StoppedNight:
    """A night that published nothing.

    Attributes:
        night: Its as-of date.
        stage: Where it stopped.
        reason: Why, in one line.
        failed: The checks that stopped it.
    """

    night: date
    stage: str
    reason: str
    failed: tuple[FailedCheck, ...] = ()


def status_tables(
    connection: "DuckDBPyConnection | None",
    stopped: StoppedNight | None = None,
    allowed_text: Sequence[str] = (),
) -> dict[str, Table]:
    """Every table of the status page; empty where the warehouse does not know.

    Reasons and what checks found may quote a source: a text that looks like personal data is
    withheld, so that no customer is on the page, and no page is stopped by an earlier night's.
    """
    tables = {name: _table(connection, name, allowed_text) for name in _SQL}
    tables["summary"] = make_table(
        "summary",
        ["sentence", "passed", "came_in"],
        ["VARCHAR"] * 3,
        [[_sentence(tables), _passed(tables), _came_in(tables)]],
    )
    nights = [(stopped.night, stopped.stage, stopped.reason)] if stopped else []
    tables["stopped"] = make_table(
        "stopped", ["night", "stage_name", "reason"], ["DATE", "VARCHAR", "VARCHAR"],
        _withheld(nights, allowed_text),
        formats={"night": "day"},
    )  # fmt: skip
    failed = (
        [(check.table, check.rule, check.expected, check.found) for check in stopped.failed]
        if stopped
        else []
    )
    tables["stopped_checks"] = make_table(
        "stopped_checks", ["table_name", "rule_name", "expected", "found"], ["VARCHAR"] * 4,
        _withheld(failed, allowed_text),
    )  # fmt: skip
    return tables


def _withheld(
    rows: Sequence[tuple[object, ...]], allowed_text: Sequence[str]
) -> list[tuple[object, ...]]:
    return [
        tuple(
            f"withheld: looks like {kinds[0]}"
            if isinstance(value, str) and (kinds := personal_kinds(value, allowed_text))
            else value
            for value in row
        )
        for row in rows
    ]


def _table(
    connection: "DuckDBPyConnection | None", name: str, allowed_text: Sequence[str]
) -> Table:
    import duckdb

    columns = _COLUMNS[name]
    if connection is None:
        return make_table(name, columns, ["VARCHAR"] * len(columns), [])
    try:
        cursor = connection.execute(_SQL[name])
    except duckdb.CatalogException:
        return make_table(name, columns, ["VARCHAR"] * len(columns), [])
    types = [str(column[1]) for column in cursor.description or []]
    return make_table(name, columns, types, _withheld(cursor.fetchall(), allowed_text))


def _counts(tables: Mapping[str, Table]) -> tuple[int, int]:
    checks = tables["checks"]
    return tuple(int(sum(v or 0 for v in checks.numbers(name))) for name in ("checks", "warned"))  # type: ignore[return-value]


def _sentence(tables: Mapping[str, Table]) -> str:
    checks, warned = _counts(tables)
    if not checks:
        return "The warehouse holds no record of checks."
    if not warned:
        return f"All {checks:,} checks of the published night passed."
    passed = f"{checks - warned:,} of {checks:,} checks of the published night passed"
    return f"{passed}; {warned:,} warned, none that blocks."


def _passed(tables: Mapping[str, Table]) -> str:
    checks, warned = _counts(tables)
    return f"{checks - warned:,} of {checks:,} checks passed"


def _came_in(tables: Mapping[str, Table]) -> str:
    """What became of all rows that ever came in, for a title."""
    columns = ("rows_loaded", "rows_rejected", "refused")
    loaded, rejected, refused = (
        int(sum(value or 0 for value in tables["loads"].numbers(name))) for name in columns
    )
    files = f", {refused:,} files refused" if refused else ""
    return f"{loaded:,} rows loaded, {rejected or 'none'} rejected{files}"


def badge(tables: Mapping[str, Table], as_of: date | None) -> Badge:
    """The badge of every page; without a date there is no published data."""
    checks, warned = _counts(tables)
    fresh = f"Data to {format_value(as_of, 'day')}" if as_of else "No data published yet"
    if tables["stopped"]:
        night = format_value(tables["stopped"].values("night")[0], "day")
        return Badge("bad", "▲", f"{fresh} · the night of {night} was stopped")
    if not checks:
        return Badge("warn", "●", f"{fresh} · no checks on record")
    if warned:
        return Badge("warn", "●", f"{fresh} · {warned:,} of {checks:,} checks warned")
    return Badge("good", "✓", f"{fresh} · all {checks:,} checks passed")


def built_as_of(connection: "DuckDBPyConnection") -> date | None:
    """The night that the warehouse file is, if it says so."""
    import duckdb

    try:
        found = connection.execute("select as_of from ops.build").fetchone()
    except duckdb.CatalogException:
        return None
    return found[0] if found else None
