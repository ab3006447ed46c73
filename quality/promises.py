"""What the YAML promises of each table's columns, asked in one query per table.

dbt asks each promise in a query of its own, through a compilation of its own: some six hundred a
night. Here the same promises are read from dbt's manifest and all those of a table become
columns of one aggregate (DECISIONS D84). Tests of other kinds stay with dbt.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from quality.movements import Finding
from quality.sql import Query, literal, quoted
from quality.verdicts import EXAMPLES

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Promise:
    """One generic test of one table.

    Args:
        table: The relation, `schema.name`.
        rule: The test and its columns, such as `unique:customer_id`.
        broken: An aggregate: how many rows break it.
        breakers: What follows the table to find those rows.
        key: The columns that name a row; none where the table has no key.
        is_blocking: Whether the night stops when rows do.
    """

    table: str
    rule: str
    broken: str
    breakers: str
    key: tuple[str, ...] = ()
    is_blocking: bool = True


def read_promises(manifest: Raw) -> tuple[Promise, ...]:
    """The promises of every enabled model and seed of a dbt manifest, table by table."""
    nodes = manifest["nodes"]
    promises = [
        _promise(test, nodes)
        for test in nodes.values()
        if test["resource_type"] == "test"
        and (test.get("test_metadata") or {}).get("name") in KINDS
        and test.get("attached_node") in nodes
    ]
    return tuple(sorted(promises, key=lambda promise: (promise.table, promise.rule)))


def broken_promises(
    promises: Sequence[Promise], relations: Collection[str], sql: Query
) -> Iterator[Finding]:
    """One finding for each table that keeps all of its promises, one for each that is broken."""
    for table, group in groupby(promises, lambda promise: promise.table):
        asked = list(group)
        if table not in relations:
            continue
        (counts,) = sql(f"select {', '.join(promise.broken for promise in asked)} from {table}")
        broken = [(p, count) for p, count in zip(asked, counts, strict=True) if count]
        for promise, count in broken:
            yield Finding(
                table,
                promise.rule,
                passed=False,
                is_blocking=promise.is_blocking,
                expected="no row to break it",
                found=f"{count:,} that break it",
                examples=_examples(promise, sql),
            )
        if not broken:
            yield Finding(
                table,
                "column_tests",
                passed=True,
                is_blocking=True,
                expected=f"all {len(asked)} tests of its columns to hold",
                found="all hold",
            )


def _promise(test: Raw, nodes: Raw) -> Promise:
    kind, arguments = test["test_metadata"]["name"], test["test_metadata"]["kwargs"]
    columns = arguments.get("columns") or [arguments["column_name"]]
    config = test["config"]
    if "to" in arguments:
        arguments = {**arguments, "to": _referred(test, nodes)}
    node = nodes[test["attached_node"]]
    broken, breakers = KINDS[kind](columns, arguments, f"({config.get('where') or 'true'})")
    return Promise(
        table=_relation(node),
        rule=f"{kind}:{','.join(columns)}",
        broken=broken,
        breakers=breakers,
        key=tuple(node.get("primary_key") or ()),
        is_blocking=str(config["severity"]).upper() == "ERROR",
    )


def _referred(test: Raw, nodes: Raw) -> str:
    """The table that a reference leads to, which may be the one that it starts from."""
    start = test["attached_node"]
    (end,) = {*test["depends_on"]["nodes"]} - {start} or {start}
    return _relation(nodes[end])


def _relation(node: Raw) -> str:
    return f"{node['schema']}.{node['alias']}"


def _examples(promise: Promise, sql: Query) -> tuple[str, ...]:
    """Keys of some rows that break it."""
    if not promise.key:
        return ()
    parts = (f"coalesce({quoted(column)}::varchar, 'null')" for column in promise.key)
    key = f"concat_ws(' ', {', '.join(parts)})"
    return tuple(
        name
        for (name,) in sql(
            f"select distinct {key} as name from {promise.table} {promise.breakers}"
            f" order by name limit {EXAMPLES}"
        )
    )


def _rows(condition: str, where: str) -> tuple[str, str]:
    """Each row for which a condition holds breaks the promise."""
    return f"count(*) filter (where {where} and {condition})", f"where {where} and {condition}"


def _nulls(columns: Sequence[str], _: Raw, where: str) -> tuple[str, str]:
    return _rows(f"{quoted(columns[0])} is null", where)


def _repeats(columns: Sequence[str], _: Raw, where: str) -> tuple[str, str]:
    key = quoted(columns[0])
    return (
        f"count({key}) filter (where {where}) - count(distinct {key}) filter (where {where})",
        f"where {where} and {key} is not null qualify count(*) over (partition by {key}) > 1",
    )


def _repeated_keys(columns: Sequence[str], _: Raw, where: str) -> tuple[str, str]:
    # A row of nulls is a row like any other here, as it is to the test's `group by`.
    key = f"row({', '.join(quoted(column) for column in columns)})"
    return (
        f"count(*) filter (where {where}) - count(distinct {key}) filter (where {where})",
        f"where {where} qualify count(*) over (partition by {key}) > 1",
    )


def _strangers(columns: Sequence[str], arguments: Raw, where: str) -> tuple[str, str]:
    known = ", ".join(
        literal(str(value)) if arguments.get("quote", True) else str(value)
        for value in arguments["values"]
    )
    return _rows(f"{quoted(columns[0])} not in ({known})", where)


def _orphans(columns: Sequence[str], arguments: Raw, where: str) -> tuple[str, str]:
    key, field = quoted(columns[0]), quoted(arguments["field"])
    # `not in` a list with a null is never true, in an empty list always: of a null as well.
    known = f"select {field} from {arguments['to']} where {field} is not null"
    return _rows(f"{key} is not null and {key} not in ({known})", where)


# The generic tests that one scan of a table can answer, by dbt's names: how many rows break one,
# and which.
KINDS: Mapping[str, Callable[[Sequence[str], Raw, str], tuple[str, str]]] = {
    "not_null": _nulls,
    "unique": _repeats,
    "unique_combination": _repeated_keys,
    "accepted_values": _strangers,
    "relationships": _orphans,
}
