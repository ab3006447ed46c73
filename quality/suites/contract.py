"""The rules that follow from a table's contract: nothing here is written per table.

Whether files arrived, how many rows they should hold and how old they may be is judged from the
ledger and from past nights, not here.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from quality.contract import ColumnContract, TableContract
from quality.rules import Rule, braced
from quality.sql import literal, quoted

# A row may carry the clock of a machine that runs ahead, and extracts are taken some hours after
# the night's day has ended, in any time zone (D63).
FUTURE_TOLERATED = timedelta(hours=36)
# Of a vendor, whose systems are younger; a company's own files may bring older history (D13).
EARLIEST, EARLIEST_OF_FEEDS = 1980, 1900
# Users are removed for good while their tickets stay (D62).
ORPHANS_TOLERATED = 0.05
ORPHANS_IGNORED = 10
REPEATED_TOLERATED = 0.2

_TYPED: dict[str, Callable[[str], Any]] = {
    "bigint": int,
    "double": float,
    "boolean": lambda text: text == "true",
}


def contract_rules(table: TableContract, *, lake: Path, as_of: date) -> tuple[Rule, ...]:
    """The rules of one table's batch.

    Args:
        table: Its contract.
        lake: The lake, where the tables lie that its columns refer to.
        as_of: The night; nothing loaded later is seen.
    """
    rules = [required_values(table), key_consistent(table), key_once_per_file(table)]
    for column in table.columns:
        if column.accepted:
            rules.append(accepted_values(table, column))
        if column.usual:
            rules.append(usual_values(table, column))
        if column.minimum is not None or column.maximum is not None:
            rules.append(value_range(table, column))
        if column.references:
            rules.append(reference(table, column, lake=lake, as_of=as_of))
    if unpersonal := _free_text(table):
        rules.append(no_addresses(table, unpersonal))
    past = [column.name for column in table.required if column.data_type == "timestamp"]
    if past:
        rules.append(plausible_dates(table, past, as_of=as_of))
    return tuple(rules)


def example(table: TableContract) -> str:
    """SQL for what names a row in a message: its key, or its place if the key is personal."""
    if set(table.key) & set(table.personal):
        return "_file || ':' || _row"
    # coalesce: a missing key is what some rules look for.
    parts = (f"coalesce(cast({quoted(name)} as varchar), '(missing)')" for name in table.key)
    return " || '/' || ".join(parts)


def required_values(table: TableContract) -> Rule:
    """Key and required columns are never null."""
    keys = [name for name in table.key if name in table.by_name]
    names = list(dict.fromkeys([*keys, *(column.name for column in table.required)]))
    missing = " ".join(f"when {quoted(n)} is null then {literal(n)}" for n in names)
    broken = " or ".join(f"{quoted(name)} is null" for name in names)
    return Rule(
        name="required_values",
        expected=f"{', '.join(names)} in every row",
        offenders=f"select {example(table)} || ': no ' || case {missing} end as example"
        f" from {{batch}} where {broken}",
    )


def key_consistent(table: TableContract) -> Rule:
    """One version of one key has one content; exact repetitions are harmless.

    Without a cursor, or where a feed fills in none, the later file holds the newer version, so a
    contradiction is one that stands in a single file.
    """
    columns = ", ".join(quoted(column.name) for column in table.columns)
    cursor = [quoted(name) for name in _version(table)]
    file = f"case when {cursor[0]} is null then _file end" if cursor else "_file"
    grouped = ", ".join([*(quoted(name) for name in table.key), *cursor, file])
    named = f"key {', '.join(table.key)}"
    return Rule(
        name="key_consistent",
        expected=f"one content for each {named} and"
        f" {' and '.join(_version(table)) or 'file'} (exact repetitions are fine)",
        offenders=f"select min({example(table)}) as example from {{batch}}"
        f" group by {grouped} having count(*) > 1 and min(hash({columns})) <> max(hash({columns}))",
    )


def key_once_per_file(table: TableContract) -> Rule:
    """A file does not say everything twice.

    Paged exports repeat a row at the border of two pages; a fifth of a file repeated is an export
    that ran twice (D62).
    """
    version = ", ".join(quoted(name) for name in (*table.key, *_version(table), "_file"))
    return Rule(
        name="key_once_per_file",
        expected=f"fewer than {REPEATED_TOLERATED:.0%} of a file's rows to repeat its key",
        offenders=f"""
            with versions as (
                select min({example(table)}) as example, _file, count(*) - 1 as repeated
                from {{batch}} group by {version}
            ), files as (
                select _file, sum(repeated) as repeated, sum(repeated + 1) as total
                from versions group by _file
            )
            select versions.example from versions
            inner join files on versions._file = files._file
            where versions.repeated > 0
                and files.repeated > greatest(1, {REPEATED_TOLERATED} * files.total)
        """,
    )


def accepted_values(table: TableContract, column: ColumnContract) -> Rule:
    """The column holds only values that the contract lists."""
    typed = _TYPED.get(column.data_type, str)
    values = ", ".join(literal(value) for value in column.accepted)
    return Rule(
        name=f"accepted_values:{column.name}",
        expected=f"{column.name} one of {', '.join(column.accepted)}",
        expectation="ExpectColumnValuesToBeInSet",
        given={"column": column.name, "value_set": [typed(v) for v in column.accepted]},
        offenders=f"select {example(table)} as example from {{batch}}"
        f" where cast({quoted(column.name)} as varchar)"
        f" not in ({braced(values)})",
    )


def usual_values(table: TableContract, column: ColumnContract) -> Rule:
    """The column holds a value that models know; others each company may define for itself."""
    values = ", ".join(literal(value) for value in column.usual)
    return Rule(
        name=f"usual_values:{column.name}",
        expected=f"{column.name} one of {', '.join(column.usual)}: others count as none of them",
        offenders=f"select {example(table)} as example from {{batch}}"
        f" where {quoted(column.name)} not in ({braced(values)})",
        is_blocking=False,
    )


def value_range(table: TableContract, column: ColumnContract) -> Rule:
    """The column's numbers lie within the contract's bounds."""
    name = quoted(column.name)
    bounds = [
        f"{name} {sign} {bound:g}"
        for sign, bound in (("<", column.minimum), (">", column.maximum))
        if bound is not None
    ]
    least = "any" if column.minimum is None else f"{column.minimum:g}"
    most = "any" if column.maximum is None else f"{column.maximum:g}"
    return Rule(
        name=f"value_range:{column.name}",
        expected=f"{column.name} between {least} and {most}",
        expectation="ExpectColumnValuesToBeBetween",
        given={
            "column": column.name,
            "min_value": column.minimum,
            "max_value": column.maximum,
        },
        offenders=f"select {example(table)} as example from {{batch}} where {' or '.join(bounds)}",
    )


def reference(table: TableContract, column: ColumnContract, *, lake: Path, as_of: date) -> Rule:
    """Values name rows of another table; a few strays are a fact of support desks.

    Negative ids are the vendor's own actors (Zendesk's -1 is the system) and name nobody.
    """
    assert column.references is not None
    target, key = column.references.split(".")
    files = braced(literal(str(lake / table.source / target / "*" / "*.parquet")))
    name = quoted(column.name)
    shown = f"'(one of {column.name})'" if column.personal else "reference"
    return Rule(
        name=f"reference:{column.name}",
        expected=f"{column.name} to name a row of {table.source}/{target}"
        f" (but for {ORPHANS_TOLERATED:.0%} of rows, or {ORPHANS_IGNORED})",
        offenders=f"""
            with used as (
                select cast({name} as varchar) as reference, count(*) as row_count
                from {{batch}}
                where {name} is not null and cast({name} as varchar) not like '-%'
                group by {name}
            ), missing as (
                select used.reference, used.row_count from used
                anti join (
                    select cast({quoted(key)} as varchar) as reference
                    from read_parquet({files}, hive_partitioning = true, union_by_name = true)
                    where _loaded_on <= date '{as_of}'
                ) as known using (reference)
            )
            select {shown} as example from missing
            where (select sum(row_count) from missing) > greatest(
                {ORPHANS_IGNORED}, {ORPHANS_TOLERATED} * (select sum(row_count) from used)
            )
        """,
    )


def no_addresses(table: TableContract, names: Sequence[str]) -> Rule:
    """No e-mail address stands where the contract says that nothing is personal.

    A shifted column or a note in the wrong field carries it into marts. Told and counted, not
    stopped: somebody types an address for a web site every day, and no page with one is published.
    """
    found = " ".join(f"when {quoted(name)} like '%_@_%.__%' then {literal(name)}" for name in names)
    broken = " or ".join(f"{quoted(name)} like '%_@_%.__%'" for name in names)
    return Rule(
        name="no_addresses",
        expected="no e-mail address in a column that is not personal",
        offenders=f"select {example(table)} || ': ' || case {found} end as example"
        f" from {{batch}} where {broken}",
        is_blocking=False,
    )


def plausible_dates(table: TableContract, names: Sequence[str], *, as_of: date) -> Rule:
    """What a row must tell of the past lies between the first year believed and the night.

    Required timestamps are such (created, updated); due dates and the like are optional. One
    outside is a wrong unit (milliseconds for seconds), a wrong clock, or an extract taken for a
    later night than the one it is loaded for.
    """
    latest = datetime.combine(as_of + timedelta(days=1), datetime.min.time()) + FUTURE_TOLERATED
    earliest = EARLIEST_OF_FEEDS if table.format == "feed" else EARLIEST
    outside = [
        f"({quoted(name)} < timestamp '{earliest}-01-01' or {quoted(name)} > timestamp '{latest}')"
        for name in names
    ]
    return Rule(
        name="plausible_dates",
        expected=f"{', '.join(names)} between {earliest} and {latest:%Y-%m-%d %H:%M}",
        offenders=f"select {example(table)} as example from {{batch}} where {' or '.join(outside)}",
    )


def _free_text(table: TableContract) -> list[str]:
    """Columns in which a vendor's user may have written anything and nothing is personal.

    Some companies know a customer by an address: ids and references are left out.
    """
    return [
        column.name
        for column in table.columns
        if column.data_type == "varchar"
        and not column.personal
        and not (column.accepted or column.references or column.name in table.key)
        and not column.name.lower().endswith(("id", "reference"))
    ]


def _version(table: TableContract) -> tuple[str, ...]:
    """The columns that tell which row of a key is the newer one."""
    return tuple(name for name in (table.cursor, table.then_by) if name)
