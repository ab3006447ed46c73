"""A question compiled for any period says what MetricFlow says of its own period."""

import importlib.util
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from reports import semantic_compiler
from reports.any_period import for_any_period
from reports.metric_filters import GRAINS
from reports.metric_queries import MetricsQuery
from reports.periods import first_day, last_day
from reports.semantic import SemanticLayer
from tests.unit.semantic_world import write_warehouse

BASE = MetricsQuery(("lost",), start=date(2026, 1, 14), end=date(2026, 3, 18))
QUESTIONS = [
    BASE,
    *(replace(BASE, grain=grain) for grain in GRAINS),
    replace(BASE, group_by=("metric_time__month", "metric_time__week")),
    replace(BASE, start=None, grain="quarter"),
    replace(BASE, end=None, metrics=("logo_churn_rate", "lost")),
    replace(BASE, where=("customer__tier_name = 'gold' and metric_time > '2026-01-20'",)),
    replace(BASE, start=date(1900, 1, 1), end=date(2100, 12, 31), grain="week"),
]


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_warehouse(tmp_path_factory.mktemp("published"))


@pytest.fixture
def layer(warehouse: Path, tmp_path: Path) -> Iterator[SemanticLayer]:
    with SemanticLayer(warehouse, kept=tmp_path / "compiled") as layer:
        yield layer


@pytest.mark.parametrize("query", QUESTIONS)
def test_the_statement_is_what_metricflow_writes_for_the_period_itself(
    layer: SemanticLayer, query: MetricsQuery, monkeypatch: pytest.MonkeyPatch
) -> None:
    general = layer.compile(query)
    monkeypatch.setattr(semantic_compiler, "for_any_period", lambda asked: asked)

    assert _numbered_alike(layer.compile(query)) == _numbered_alike(general)


def test_another_period_is_not_compiled_again(
    layer: SemanticLayer, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer.compile(replace(BASE, grain="month"))

    def compiled_again(*_: object) -> str:
        raise AssertionError("compiled again")

    monkeypatch.setattr(semantic_compiler.SemanticCompiler, "_explain", compiled_again)
    later = replace(BASE, grain="month", start=date(2026, 2, 28), end=date(2026, 4, 2))
    asked = layer.query(later)

    assert "BETWEEN '2026-02-01' AND '2026-04-30'" in asked.sql
    assert asked.rows == (
        (date(2026, 2, 1), 1), (date(2026, 3, 1), 1), (date(2026, 4, 1), 0),
    )  # fmt: skip


@pytest.mark.parametrize("day", ["2094-05-17", "2098-12-31"])
def test_a_condition_that_names_a_stand_in_is_compiled_as_it_is(day: str) -> None:
    query = replace(BASE, where=(f"customer__tier_name = '{day}'",))

    assert for_any_period(query) is query


def test_columns_are_numbered_as_metricflow_numbers_them(layer: SemanticLayer) -> None:
    layer.compile(BASE)
    name = "metricflow_semantics.dag.sequential_id"
    ours = importlib.import_module(name)
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.loader is not None
    theirs = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(theirs)

    assert _numbers(ours) == _numbers(theirs)
    assert ours.SequentialIdGenerator.create_next_id.__func__.__module__ != name


def _numbers(module: Any) -> list[str]:
    from metricflow_semantics.dag.id_prefix import StaticIdPrefix

    generator, (first, second) = module.SequentialIdGenerator, list(StaticIdPrefix)[:2]
    generator.reset()
    numbers = [generator.create_next_id(prefix) for prefix in (first, first, second)]
    with generator.id_number_space(40):
        numbers += [generator.create_next_id(prefix) for prefix in (first, second, first)]
    numbers += [generator.create_next_id(prefix) for prefix in (second, first)]
    return [number.str_value for number in numbers]


def test_units_begin_and_end_as_duckdb_truncates() -> None:
    days = duckdb.sql(
        "select day::date as day, grain, date_trunc(grain, day)::date as first,"
        " (date_trunc(grain, day) + to_days(case grain when 'week' then 7 else 0 end)"
        " + to_months(case grain when 'month' then 1 when 'quarter' then 3 when 'year' then 12"
        " else 0 end) - to_days(case grain when 'day' then 0 else 1 end))::date as last"
        " from generate_series(timestamp '2023-12-25', timestamp '2025-01-05', interval 1 day)"
        f" t (day), unnest({list(GRAINS)}) g (grain)"
    ).fetchall()

    assert [(first_day(grain, day), last_day(grain, day)) for day, grain, _, _ in days] == [
        (first, last) for _, _, first, last in days
    ]


def _numbered_alike(sql: str) -> str:
    """Subqueries are numbered on from what was compiled before."""
    numbers: dict[str, int] = {}
    return re.sub(
        r"\b([a-z]+)_(\d+)\b",
        lambda name: f"{name[1]}_{numbers.setdefault(name[0], len(numbers))}",
        sql,
    )
