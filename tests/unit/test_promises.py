"""Tests of the column tests asked in one query per table: kept and broken, as dbt would say."""

from typing import Any

import duckdb
import pytest

from quality.promises import broken_promises, read_promises


def manifest(
    kind: str,
    severity: str = "ERROR",
    where: str | None = None,
    refers_to: tuple[str, ...] = ("model.cx.fct",),
    **kwargs: Any,
) -> Any:
    """What dbt writes of one generic test of a model."""
    return {
        "nodes": {
            "model.cx.fct": {
                "resource_type": "model",
                "schema": "marts",
                "alias": "fct",
                "primary_key": ["v"],
            },
            "model.cx.dim": {"resource_type": "model", "schema": "marts", "alias": "dim"},
            "test.cx.one": {
                "resource_type": "test",
                "attached_node": "model.cx.fct",
                "depends_on": {"nodes": list(refers_to)},
                "test_metadata": {"name": kind, "kwargs": kwargs},
                "config": {"severity": severity, "where": where},
            },
        }
    }


def told(rows: str, asked: Any) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(f"create table marts.fct as select * from (values {rows}) t(k, v)")
        connection.execute("create table marts.dim as select * from (values ('a'), (null)) t(id)")

        def sql(statement: str) -> list[tuple[Any, ...]]:
            return connection.execute(statement).fetchall()

        findings = broken_promises(read_promises(asked), {"marts.fct"}, sql)
        return [(found.rule, found.passed, found.found, found.examples) for found in findings]


@pytest.mark.parametrize(
    ("asked", "good", "bad", "rule", "keys"),
    [
        (
            manifest("not_null", column_name="k"),
            "('a', 1), ('b', null)",
            "('a', 1), (null, 2)",
            "not_null:k",
            ("2",),
        ),
        (
            manifest("unique", column_name="k"),
            "('a', 1), ('b', 1), (null, 1), (null, 2)",
            "('a', 1), ('a', 2)",
            "unique:k",
            ("1", "2"),
        ),
        (
            manifest("unique_combination", columns=["k", "v"]),
            "('a', 1), ('a', 2), ('b', 1)",
            "('a', null), ('a', null)",
            "unique_combination:k,v",
            ("null",),
        ),
        (
            manifest("accepted_values", column_name="k", values=["a", "it's"]),
            "('a', 1), ('it''s', 2), (null, 3)",
            "('a', 1), ('c', 2)",
            "accepted_values:k",
            ("2",),
        ),
        (
            manifest("accepted_values", column_name="v", values=[1, 2], quote=False),
            "('a', 1), ('b', 2)",
            "('a', 1), ('b', 3)",
            "accepted_values:v",
            ("3",),
        ),
        (
            manifest("not_null", column_name="v", where="k = 'a'"),
            "('a', 1), ('b', null)",
            "('a', null), ('b', null)",
            "not_null:v",
            ("null",),
        ),
        (
            manifest(
                "relationships",
                refers_to=("model.cx.dim", "model.cx.fct"),
                column_name="k",
                to="ref('dim')",
                field="id",
            ),
            "('a', 1), (null, 1)",
            "('a', 1), ('b', 1)",
            "relationships:k",
            ("1",),
        ),
        (
            manifest("relationships", column_name="v", to="ref('fct')", field="k"),
            "('a', 'a'), ('b', 'a')",
            "('a', 'a'), ('b', 'c')",
            "relationships:v",
            ("c",),
        ),
    ],
)
def test_a_column_test_holds_or_is_told_with_keys_of_rows(
    asked: Any, good: str, bad: str, rule: str, keys: tuple[str, ...]
) -> None:
    assert told(good, asked) == [("column_tests", True, "all hold", ())]
    assert told(bad, asked) == [(rule, False, "1 that break it", keys)]


def test_five_keys_are_named_at_most() -> None:
    rows = ", ".join(f"(null, {n})" for n in range(9))

    assert told(rows, manifest("not_null", column_name="k")) == [
        ("not_null:k", False, "9 that break it", ("0", "1", "2", "3", "4"))
    ]


def test_a_table_without_a_key_names_no_row() -> None:
    asked = manifest("not_null", column_name="k")
    del asked["nodes"]["model.cx.fct"]["primary_key"]

    assert told("(null, 1)", asked) == [("not_null:k", False, "1 that break it", ())]


def test_who_refers_to_nothing_refers_to_no_empty_table_either() -> None:
    asked = manifest("relationships", column_name="k", to="ref('fct')", field="k", where="v = 1")
    nothing = manifest("relationships", column_name="v", to="ref('fct')", field="k")

    assert told("(null, 1)", asked) == [("column_tests", True, "all hold", ())]
    assert told("(null, null), (null, null)", nothing) == [("column_tests", True, "all hold", ())]


def test_a_warning_stops_nothing() -> None:
    (promise,) = read_promises(manifest("not_null", severity="warn", column_name="k"))

    assert not promise.is_blocking


def test_tests_of_other_kinds_stay_with_dbt() -> None:
    assert read_promises(manifest("a_test_of_ours", column_name="k")) == ()


def test_a_table_that_is_not_there_is_no_finding_here() -> None:
    promises = read_promises(manifest("not_null", column_name="k"))

    assert list(broken_promises(promises, set(), lambda _: [])) == []
