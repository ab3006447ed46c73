"""What the semantic layer answers, over a warehouse small enough to count by hand.

Customers a and b pay from January; b is lost in February, in which c begins; c is lost in March.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from reports.comparisons import compared
from reports.filters.cube import CubeQuery
from reports.metric_definitions import Definitions
from reports.metric_filters import as_template
from reports.metric_queries import MetricsQuery, QuestionError, SemanticError
from reports.semantic import SemanticLayer
from tests.unit.semantic_world import manifest, write_warehouse


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_warehouse(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def layer(warehouse: Path) -> Iterator[SemanticLayer]:
    with SemanticLayer(warehouse) as layer:
        yield layer


def test_a_ratio_by_month_is_its_parts_by_month(layer: SemanticLayer) -> None:
    result = layer.query(MetricsQuery(metrics=("lost", "logo_churn_rate"), grain="month"))

    assert result.columns == ("metric_time__month", "lost", "logo_churn_rate")
    assert result.types[0] == "DATE"
    assert result.rows == (
        (date(2026, 1, 1), 0, 0.0),
        (date(2026, 2, 1), 1, 0.5),
        (date(2026, 3, 1), 1, 0.5),
        (date(2026, 4, 1), 0, 0.0),
    )


def test_a_period_may_begin_before_2000_and_end_after_2040(layer: SemanticLayer) -> None:
    asked = MetricsQuery(("lost",), grain="year", start=date(1998, 1, 1), end=date(2060, 12, 31))

    result = layer.query(asked)

    assert result.rows == ((date(2026, 1, 1), 2),)
    assert "1998-01-01" in result.sql


def test_a_ratio_by_quarter_is_lost_in_it_over_those_at_its_start(layer: SemanticLayer) -> None:
    result = layer.query(MetricsQuery(metrics=("logo_churn_rate", "at_start"), grain="quarter"))

    # Two lost of the two at the start of January; the mean of the months would be a third.
    assert result.rows == ((date(2026, 1, 1), 1.0, 2), (date(2026, 4, 1), 0.0, 1))


@pytest.mark.parametrize("more", [{}, {"interval": True}])
def test_values_of_too_few_answers_are_held_back(layer: SemanticLayer, more: Any) -> None:
    asked = MetricsQuery(metrics=("lost_share",), grain="month", least_n=3, **more)

    result = layer.query(asked)

    told = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert [row["lost_share"] for row in told] == [None, pytest.approx(1 / 3), None, None]
    if more:
        assert [row["lost_share_n"] for row in told] == [2, 3, 2, 1]
        assert [row["lost_share_low"] is None for row in told] == [True, False, True, True]
        assert [row["lost_share_status"] for row in told] == ["few", "none", "few", "few"]


def test_changes_from_and_to_too_few_answers_are_held_back(layer: SemanticLayer) -> None:
    february = {"start": date(2026, 2, 1), "end": date(2026, 2, 28)}
    before = (date(2026, 1, 1), date(2026, 1, 31))
    asked = MetricsQuery(metrics=("lost_share",), against=before, least_n=3, **february)

    result = layer.query(asked)

    told = dict(zip(result.columns, result.rows[0], strict=True))
    assert (told["lost_share_n"], told["lost_share_against_n"]) == (3, 2)
    assert [told[f"lost_share_{name}"] for name in ("against", "change", "z")] == [None] * 3
    assert told["lost_share_verdict"] == "few"


def test_months_are_each_compared_with_the_one_before(layer: SemanticLayer) -> None:
    quarter = MetricsQuery(
        ("lost", "lost_share"), grain="month", start=date(2026, 1, 1), end=date(2026, 3, 31)
    )

    result = layer.query(compared(quarter, "previous"))

    lost, share = ({row[0]: row[at] for row in layer.query(quarter).rows} for at in (1, 2))
    first, *told = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert [first["metric_time__month"], *(row["metric_time__month"] for row in told)] == [*lost]
    assert [first[f"lost_{end}"] for end in ("against", "change")] == [None, None]
    assert first["lost_share_verdict"] == "few"
    for row in told:
        month = row["metric_time__month"]
        before = month.replace(month=month.month - 1)
        assert row["lost_against"] == lost[before]
        assert row["lost_change"] == lost[month] - lost[before]
        assert row["lost_share_change"] == pytest.approx(share[month] - share[before])
        assert row["lost_share_verdict"] == "same"
    assert "lost_verdict" not in told[0]


def test_a_time_without_a_grain_is_days_also_where_more_is_told(layer: SemanticLayer) -> None:
    asked = MetricsQuery(("lost_share",), ("metric_time",), order_by=("-metric_time",))

    plain, judged = (layer.query(one) for one in (asked, replace(asked, interval=True)))

    assert plain.columns[0] == judged.columns[0] == "metric_time__day"
    assert plain.rows == tuple(row[:2] for row in judged.rows)
    assert plain.rows[0] > plain.rows[-1]


def test_another_time_without_a_grain_has_its_own() -> None:
    known = Definitions({}, {}, {"signed_date": "day", "cohort_month": "month"})
    asked = ("customer__cohort_month", "-contract__signed_date", "signed_date__year", "tier")

    assert known.with_grains(asked) == (
        "customer__cohort_month__month",
        "-contract__signed_date__day",
        "signed_date__year",
        "tier",
    )


def test_a_dimension_of_another_model_groups_and_nothing_is_dropped(layer: SemanticLayer) -> None:
    result = layer.query(MetricsQuery(metrics=("lost",), group_by=("customer__tier_name",)))

    assert result.rows == (("basic", 1), ("gold", 0), (None, 1))


def test_a_condition_names_dimensions_as_the_answer_does(layer: SemanticLayer) -> None:
    asked = MetricsQuery(
        metrics=("lost",),
        where=("customer__tier_name = 'basic'", "metric_time__month >= '2026-02-01'"),
        grain="month",
    )

    assert layer.query(asked).rows == ((date(2026, 2, 1), 1),)


def test_percentiles_are_exact(layer: SemanticLayer) -> None:
    result = layer.query(MetricsQuery(metrics=("month_number_p90",)))

    # 1 1 2 2 2 3 3 4: place 0.9 × 7 = 6.3 lies between 3 and 4.
    assert result.rows == ((pytest.approx(3.3),),)


def test_a_period_includes_its_last_day(layer: SemanticLayer) -> None:
    asked = MetricsQuery(
        metrics=("lost",), start=date(2026, 2, 1), end=date(2026, 3, 1), grain="month"
    )

    assert [row[0] for row in layer.query(asked).rows] == [date(2026, 2, 1), date(2026, 3, 1)]


def test_what_order_by_leaves_open_is_ordered_by_the_groups(layer: SemanticLayer) -> None:
    asked = MetricsQuery(metrics=("lost",), order_by=("-lost", "-metric_time"), grain="month")

    months = [row[0].month for row in layer.query(asked).rows]  # type: ignore[attr-defined]
    assert months == [3, 2, 4, 1]
    tied = MetricsQuery(metrics=("lost",), order_by=("-lost",), grain="month", limit=3)
    assert [row[0].month for row in layer.query(tied).rows] == [2, 3, 1]  # type: ignore[attr-defined]


def test_public_metrics_are_told_and_building_blocks_are_not(layer: SemanticLayer) -> None:
    metrics = layer.metrics()

    assert [metric.name for metric in metrics] == [
        "logo_churn_rate", "lost", "lost_share"
    ]  # fmt: skip
    assert metrics[0].description == "Lost customers divided by customers at the start."
    assert (metrics[0].unit, metrics[0].direction, metrics[0].decision) == ("share", "down", "D44")
    assert metrics[0].dimensions == (
        "metric_time",
        "customer__tier_name",
        "customer_month__month_date",
    )


def test_an_explanation_goes_down_to_the_marts(layer: SemanticLayer) -> None:
    told = layer.explain("logo_churn_rate")

    assert told.inputs == (
        "logo_churn_rate: lost / at_start",
        "lost: sum of case when is_lost then 1 else 0 end in fct_customer_months",
        "at_start: sum of case when is_active_at_start then 1 else 0 end in fct_customer_months,"
        " first month_date of the period",
    )
    assert told.marts == ("fct_customer_months",)
    assert "metric_time__month" in told.sql


@pytest.mark.parametrize(
    ("query", "message"),
    [
        (
            MetricsQuery(metrics=("logo_churn",)),
            "no metric 'logo_churn'; did you mean logo_churn_rate",
        ),
        (MetricsQuery(metrics=()), "no metric was asked for"),
        (
            MetricsQuery(metrics=("lost",), group_by=("customer__tier",)),
            "cannot be grouped by 'customer__tier'; did you mean customer__tier_name",
        ),
        (
            MetricsQuery(metrics=("lost",), where=("customer__tiername = 'x'",)),
            "cannot be filtered by 'customer__tiername'; did you mean customer__tier_name",
        ),
        (
            MetricsQuery(metrics=("lost",), group_by=("customer", "customer__tiername")),
            "cannot be grouped by 'customer__tiername'; did you mean customer__tier_name",
        ),
        (
            MetricsQuery(metrics=("lost",), group_by=("month",)),
            "cannot be grouped by 'month'; did you mean metric_time__month?",
        ),
        (
            MetricsQuery(metrics=("lost",), group_by=("zzz",)),
            "cannot be grouped by 'zzz'; cx explain lost lists what it can be",
        ),
        (
            MetricsQuery(metrics=("lost",), order_by=("losst",)),
            "order_by 'losst' is no column of the answer; did you mean lost",
        ),
        (
            MetricsQuery(metrics=("lost_share",), group_by=("zzz",), interval=True),
            "^lost_share cannot be grouped by 'zzz'; cx explain lost_share lists",
        ),
        (
            MetricsQuery(metrics=("lost",), order_by=("-metric_time",)),
            "order_by 'metric_time' is no column of the answer",
        ),
    ],
)
def test_a_wrong_name_is_told_with_the_near_ones(
    layer: SemanticLayer, query: MetricsQuery, message: str
) -> None:
    with pytest.raises(SemanticError, match=message.replace("?", r"\?")):
        layer.query(query)


def test_a_finer_grain_than_a_mart_has_is_told_with_the_finest(warehouse: Path) -> None:
    days = '"month_date", "type": "time", "type_params": {"time_granularity": "day"}'
    assert days in manifest()
    by_week = manifest().replace(days, days.replace('"day"', '"week"'))
    asked = MetricsQuery(metrics=("lost",), group_by=("metric_time__day",))

    with duckdb.connect(str(warehouse), read_only=True) as connection:
        layer = SemanticLayer(connection, by_week)

        with pytest.raises(SemanticError) as told:
            layer.query(asked)

    assert str(told.value) == "lost is told by week at the finest; ask for metric_time__week"


def test_filters_over_a_mart_without_customers_say_why_there_are_none(
    layer: SemanticLayer,
) -> None:
    january = (date(2026, 1, 1), date(2026, 1, 31))
    asked = MetricsQuery(metrics=("lost_share",), start=january[0], end=january[1], grain="month")
    cube = CubeQuery({"months": asked}, ("customer__tier_name",), 5, customer="household")

    with pytest.raises(SemanticError, match="lost_share cannot be filtered: its mart tells no"):
        layer.compile_cube(cube)


def test_an_open_connection_and_a_manifest_of_ones_own_serve_too(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        layer = SemanticLayer(connection, manifest())
        layer.close()

        assert layer.values(["lost"], "customer__tier_name") == ("basic", "gold")


def test_a_warehouse_without_a_manifest_says_what_to_do(tmp_path: Path) -> None:
    duckdb.connect(str(tmp_path / "warehouse.duckdb")).close()

    with (
        SemanticLayer(tmp_path / "warehouse.duckdb") as layer,
        pytest.raises(SemanticError) as told,
    ):
        layer.metrics()

    assert "ops.semantic_manifest" in str(told.value)


def test_an_empty_manifest_is_an_error_and_no_empty_answer(warehouse: Path) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        layer = SemanticLayer(connection, '{"metrics": [], "semantic_models": []}')

        with pytest.raises(SemanticError, match="holds no metric"):
            layer.metrics()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("a__b = 'c__d'", "{{ Dimension('a__b') }} = 'c__d'"),
        ("a__b__month > x", "{{ TimeDimension('a__b', 'month') }} > x"),
        ("metric_time < '2026-01-01'", "{{ TimeDimension('metric_time', 'day') }} < '2026-01-01'"),
        ("{{ Dimension('a__b') }} is null", "{{ Dimension('a__b') }} is null"),
        ("a__b = 'it''s c__d'", "{{ Dimension('a__b') }} = 'it''s c__d'"),
    ],
)
def test_only_names_are_wrapped(written: str, read: str) -> None:
    assert as_template(written) == read


@pytest.mark.parametrize(
    "condition",
    [
        "(select count(*) from query_table('staging.stg_users')) > 1",
        "exists (select * from staging.stg_users where email like 'a%')",
        "current_date > date '2026-01-01'",
    ],
)
def test_a_condition_reads_what_is_published_as_pages_do(
    layer: SemanticLayer, condition: str
) -> None:
    with pytest.raises(QuestionError, match=r"is not published|makes every run different"):
        layer.query(MetricsQuery(metrics=("lost",), where=(condition,)))


@pytest.mark.parametrize(
    "condition", ["nonsense(", "customer__tier_name > ", "1 = 'x'", "sum(1) > 2"]
)
def test_a_condition_that_is_no_sql_is_named(layer: SemanticLayer, condition: str) -> None:
    with pytest.raises(QuestionError, match="cx metrics") as caught:
        layer.query(MetricsQuery(metrics=("lost",), where=(condition,)))

    assert f"the condition {condition} cannot be read" in str(caught.value)


def test_a_period_that_ends_before_it_starts_is_refused(layer: SemanticLayer) -> None:
    asked = MetricsQuery(metrics=("lost",), start=date(2026, 3, 1), end=date(2026, 2, 1))

    with pytest.raises(QuestionError, match="ends on 2026-02-01, before its start 2026-03-01"):
        layer.query(asked)


def test_a_mistaken_question_ends_in_one_line_and_the_callers_code(
    warehouse: Path, tmp_path: Path
) -> None:
    (tmp_path / "published").symlink_to(warehouse.parent)
    env = {"CX_HOME": str(tmp_path)}

    told = CliRunner().invoke(cx, ["query", "lost", "--where", "nonsense("], env=env)

    assert told.exit_code == 2
    assert len(told.output.splitlines()) == 1


def test_a_metric_that_only_the_draft_has_is_asked_by_build(
    warehouse: Path, tmp_path: Path
) -> None:
    (tmp_path / "published").symlink_to(warehouse.parent)
    drafted = tmp_path / "target" / "analyst" / "semantic_manifest.json"
    drafted.parent.mkdir(parents=True)
    drafted.write_text('{"metrics": [{"name": "agent_rate"}]}', encoding="utf-8")
    env = {"CX_HOME": str(tmp_path)}

    told = CliRunner().invoke(cx, ["query", "agent_rate"], env=env).output
    unknown = CliRunner().invoke(cx, ["query", "agent_rte"], env=env).output

    assert "there is no metric 'agent_rate' yet; the draft has it: --build" in told
    assert "cx metrics lists all" in unknown
