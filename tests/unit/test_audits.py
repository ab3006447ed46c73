"""Tests of the audit on a warehouse of a few rows: whole it passes, each break is told."""

import json
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import duckdb
import pytest

from quality.audits import run_audit
from quality.balances import Reconciliation, balance
from quality.contract import ColumnContract, TableContract
from quality.movements import headlines_within_past, unknown_customers
from quality.suites.marts import mart_rules, read_marts
from quality.verdicts import Verdict, failures, warnings

Audited = Callable[..., tuple[Verdict, ...]]
NIGHT = date(2026, 3, 31)
TICKETS = TableContract(
    source="zendesk",
    name="tickets",
    description="Tickets.",
    format="json_lines",
    key=("id",),
    columns=(ColumnContract("id", "Number.", "varchar", required=True),),
)
# A small warehouse in which everything is right; a test breaks one thing.
WHOLE = """
create schema staging; create schema marts;
create table marts.dim_customers as select unnest(['a', 'b', 'unknown']) as customer_id;
create table marts.dim_agents as select 'agent' as agent_id;
create table marts.dim_dates as select date '2026-03-31' as date_day;
create table staging.stg_zendesk__tickets as
    select unnest(['1', '2', '3']) as ticket_id, timestamp '2026-03-01' as created_at;
create table marts.fct_contacts as select
    'zendesk:' || ticket_id as contact_id, 'a' as customer_id, 'zendesk' as source_name,
    null::varchar as exclusion_reason, 5.0::double as first_reply_minutes,
    10.0::double as first_resolution_minutes, 10.0::double as resolution_minutes,
    null::double as open_age_minutes, true as is_counted, true as is_resolved,
    false as is_maturing, true as is_fcr_eligible, true as is_first_contact_resolved,
    true as is_resolved_without_reopen, false as has_impossible_times,
    date '2026-03-01' as created_date, date '2026-03-02' as resolved_date
from staging.stg_zendesk__tickets;
create table marts.fct_survey_responses as select
    'r' || i as survey_response_id, 'b' as customer_id, 'nps' as metric_name, 9::double as score,
    0::double as scale_min, 10::double as scale_max, null::double as effort_score, true as is_valid,
    true as is_promoter, false as is_passive, false as is_detractor, false as is_satisfied,
    date '2026-03-03' as answered_date
from range(3) as t(i);
create table marts.fct_orders as select
    'o1' as order_id, 'a' as customer_id, 'one_off' as order_type, 'shop' as source_name,
    20::double as amount;
create table marts.fct_revenue as select
    'o1' as revenue_id, 'a' as customer_id, 'one_off' as revenue_type, 20::double as amount,
    date '2026-03-04' as revenue_date;
create table marts.fct_customer_months as
select * from (values
    ('a1', 'a', 'new', 0.0, 10.0, 0.0, 0.0, 0.0, 0.0, 10.0, false, true, false, date '2026-01-01'),
    ('a2', 'a', 'expanded', 10.0, 0.0, 5.0, 0.0, 0.0, 0.0, 15.0, true, true, false,
        date '2026-02-01'),
    ('a3', 'a', 'churned', 15.0, 0.0, 0.0, 0.0, 15.0, 0.0, 0.0, true, false, true,
        date '2026-03-01')
) as t (customer_month_id, customer_id, state_name, mrr_start_amount, new_amount,
    expansion_amount, contraction_amount, churned_amount, reactivated_amount, mrr_end_amount,
    is_active_at_start, is_active_at_end, is_lost, month_date);
create table marts.fct_customer_lifetime_value as select
    'v' as customer_lifetime_value_id, 'a' as customer_id, 0.5 as alive_probability,
    1.0 as predicted_margin_amount, 1.0 as predicted_order_count;
create table marts.fct_subscription_spells as
    select 's' as subscription_spell_id, 'a' as customer_id;
create table marts.fct_purchase_months as select 'p' as purchase_month_id, 'a' as customer_id;
create table marts.fct_retention_curves as select 'c' as retention_point_id;
create table marts.fct_touchpoints as
    select 't' as touchpoint_id, 'a' as customer_id, date '2026-03-05' as touchpoint_date;
create table marts.fct_journey_steps as select 't' as touchpoint_id, 'a' as customer_id;
create table marts.fct_journey_stages as select 'g' as journey_stage_id, 'a' as customer_id;
create table marts.fct_journey_feedback as select 'f' as journey_feedback_id, 'a' as customer_id;
create table marts.fct_journeys as select
    'j' as journey_id, 'a' as customer_id, true as is_completed, false as is_abandoned,
    false as is_maturing, 5.0::double as journey_minutes, date '2026-03-05' as started_date,
    timestamp '2026-03-05' as completed_at, timestamp '2026-03-12' as window_end_at;
"""

# A change, and the rule of the changed mart that tells it.
BREAKS = {
    "a customer nobody knows": ("update marts.fct_orders set customer_id = 'z'", "customer_known"),
    "a negative duration": ("update marts.fct_contacts set resolution_minutes = -1", "durations"),
    "an open contact without an age": (
        "update marts.fct_contacts set is_resolved = false, is_first_contact_resolved = false",
        "open_or_resolved",
    ),
    "a spam contact with an age": (
        "update marts.fct_contacts set is_counted = false, exclusion_reason = 'spam',"
        " is_resolved = false, is_first_contact_resolved = false, open_age_minutes = 5",
        "open_or_resolved",
    ),
    "a success before its window": (
        "update marts.fct_contacts set is_maturing = true",
        "maturing_is_no_success",
    ),
    "an eleven": ("update marts.fct_survey_responses set score = 11", "score_on_scale"),
    "two groups": ("update marts.fct_survey_responses set is_passive = true", "one_group"),
    "money that vanished": (
        "update marts.fct_customer_months set mrr_end_amount = 14 where customer_month_id = 'a2'",
        "mrr_identity",
    ),
    "a month that starts elsewhere": (
        "update marts.fct_customer_months set mrr_end_amount = 12, new_amount = 12"
        " where customer_month_id = 'a1'",
        "start_is_previous_end",
    ),
    "a missing month": (
        "delete from marts.fct_customer_months where customer_month_id = 'a2';"
        "update marts.fct_customer_months set mrr_start_amount = 10, churned_amount = 10"
        " where customer_month_id = 'a3'",
        "start_is_previous_end",
    ),
    "two states in a month": (
        "insert into marts.fct_customer_months select * replace ('a4' as customer_month_id)"
        " from marts.fct_customer_months where customer_month_id = 'a3'",
        "one_row_per_customer_month",
    ),
    "a certainty above one": (
        "update marts.fct_customer_lifetime_value set alive_probability = 1.1",
        "probabilities",
    ),
}
# A change, and the comparison between tables that tells it.
LOSSES = {
    "a lost ticket": (
        "delete from marts.fct_contacts where contact_id = 'zendesk:3'",
        "every_ticket_kept",
    ),
    "a ticket that staging never saw": (
        "delete from staging.stg_zendesk__tickets where ticket_id = '3';"
        "delete from marts.fct_contacts where contact_id = 'zendesk:3'",
        "every_key_staged",
    ),
    "revenue nobody ordered": ("update marts.fct_revenue set amount = 21", "order_revenue_kept"),
    "a mart that was not built": ("drop table marts.fct_orders", "mart_exists"),
    "a contact twice": (
        "insert into marts.fct_contacts select * from marts.fct_contacts limit 1",
        "unique:contact_id",
    ),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("lake")
    folder = lake / "zendesk" / "tickets" / f"_loaded_on={NIGHT}"
    folder.mkdir(parents=True)
    # Two versions of a ticket are one key.
    duckdb.execute(
        f"copy (select unnest(['1', '2', '2', '3']) as id) to '{folder}/a.parquet'"
    ).close()
    return lake


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What dbt would say of the warehouse: the first column of a mart is its key."""
    with duckdb.connect() as connection:
        connection.execute(WHOLE)
        tables = connection.execute(
            "select table_name, list(column_name order by ordinal_position)"
            " from information_schema.columns where table_schema = 'marts' group by table_name"
        ).fetchall()
    nodes: dict[str, object] = {}
    for name, columns in tables:
        about = {"schema": "marts", "alias": name, "primary_key": columns[:1]}
        nodes[name] = {"resource_type": "model", **about, "columns": dict.fromkeys(columns)}
        nodes[f"unique {name}"] = {
            "resource_type": "test",
            "attached_node": name,
            "test_metadata": {"name": "unique", "kwargs": {"column_name": columns[0]}},
            "config": {"severity": "ERROR"},
        }
    path = tmp_path_factory.mktemp("target") / "manifest.json"
    path.write_text(json.dumps({"nodes": nodes}), encoding="utf-8")
    return path


def build(path: Path, change: str = "") -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(WHOLE + change)
    return path


@pytest.fixture
def audited(manifest: Path, lake: Path) -> Audited:
    return partial(
        run_audit,
        lake=lake,
        manifest=manifest,
        as_of=NIGHT,
        as_of_end=datetime(2026, 3, 31, 22),  # noqa: DTZ001 - UTC without zone
        tables=[TICKETS],
    )


def test_a_whole_warehouse_passes(tmp_path: Path, audited: Audited) -> None:
    warehouse = build(tmp_path / "build.duckdb")

    verdicts = audited(warehouse, published=build(tmp_path / "published.duckdb"))

    assert [verdict.message for verdict in verdicts if not verdict.passed] == []
    assert {"rows_kept", "months_kept"} <= {verdict.rule for verdict in verdicts}


@pytest.mark.parametrize(("change", "rule"), BREAKS.values(), ids=BREAKS)
def test_a_broken_row_is_told(tmp_path: Path, manifest: Path, change: str, rule: str) -> None:
    from quality.duckdb_engine import Validator

    warehouse = build(tmp_path / "build.duckdb", change)
    name = change.split("marts.")[1].split()[0]
    marts = {mart.name: mart for mart in read_marts(json.loads(manifest.read_text()))}

    with Validator(warehouse) as validator:
        outcomes = validator.validate(f"marts.{name}", mart_rules(marts[name]))

    assert rule in {outcome.rule.name for outcome in outcomes if not outcome.passed}


@pytest.mark.parametrize(("change", "rule"), LOSSES.values(), ids=LOSSES)
def test_a_loss_is_told(tmp_path: Path, audited: Audited, change: str, rule: str) -> None:
    warehouse = build(tmp_path / "build.duckdb", change)

    assert rule in {verdict.rule for verdict in failures(audited(warehouse))}


def test_a_fact_does_not_lose_what_was_published(tmp_path: Path, audited: Audited) -> None:
    warehouse = build(tmp_path / "build.duckdb", "delete from marts.fct_survey_responses")
    published = build(tmp_path / "published.duckdb")

    verdicts = failures(audited(warehouse, published=published))

    assert [(v.table, v.rule) for v in verdicts] == [("marts.fct_survey_responses", "rows_kept")]


def test_a_month_long_closed_does_not_move(tmp_path: Path, audited: Audited) -> None:
    more = (
        "insert into marts.fct_revenue select 'x' || i, 'a', 'subscription', 10, date '2025-12-05'"
        " from range({}) as t(i)"
    )
    warehouse = build(tmp_path / "build.duckdb", more.format(15))
    published = build(tmp_path / "published.duckdb", more.format(10))

    verdicts = failures(audited(warehouse, published=published))

    assert [(v.rule, v.examples) for v in verdicts] == [("months_kept", ("2025-12: 100 → 150",))]


def test_an_older_history_is_told_and_stops_nothing(tmp_path: Path, audited: Audited) -> None:
    older = (
        "insert into marts.fct_revenue select 'x' || i, 'a', 'subscription', 10, date '2020-12-05'"
        " from range(15) as t(i)"
    )
    warehouse = build(tmp_path / "build.duckdb", older)

    verdicts = audited(warehouse, published=build(tmp_path / "published.duckdb"))

    assert failures(verdicts) == ()
    told = [(v.rule, v.examples) for v in warnings(verdicts) if v.rule == "months_added"]
    assert told == [("months_added", ("2020-12: 0 → 150",))]


def test_the_file_is_free_again_after_the_audit(tmp_path: Path, audited: Audited) -> None:
    warehouse = build(tmp_path / "build.duckdb")
    audited(warehouse)

    with duckdb.connect(str(warehouse)) as connection:
        connection.execute("create table marts.later as select 1 as one")


def test_a_balance_shows_where_everything_went() -> None:
    asked = Reconciliation(
        "marts.x", "kept", "rows", "select 10", "select 7", "values ('cancelled', 2)"
    )

    told = balance(asked, lambda query: duckdb.execute(query).fetchall())

    assert not told.passed
    assert told.found == "10 = 7 + 2 cancelled, 1 unaccounted for"


@pytest.fixture
def year() -> Iterator[duckdb.DuckDBPyConnection]:
    """A year of ten contacts a day, one in ten of an unknown customer."""
    with duckdb.connect() as connection:
        connection.execute(
            f"""
            create schema marts;
            create table marts.fct_contacts as select
                case when i % 10 = 0 then 'unknown' else 'a' end as customer_id,
                date '{NIGHT}' - cast(i // 10 as integer) as created_date,
                created_date as resolved_date, true as is_counted, true as is_fcr_eligible,
                -- Eight to seven in ten, from one four weeks to the next.
                i % 10 < 7 + (i // 280) % 2 as is_first_contact_resolved
            from range(3640) as t(i)
            """
        )
        yield connection


def test_unknown_customers_stay_as_rare_as_they_were(year: duckdb.DuckDBPyConnection) -> None:
    def told() -> list[bool]:
        findings = unknown_customers(
            lambda query: year.execute(query).fetchall(), ["fct_contacts"], NIGHT
        )
        return [finding.passed for finding in findings]

    assert told() == [True]
    recent = NIGHT - timedelta(days=28)
    year.execute(
        "update marts.fct_contacts set customer_id = 'unknown'"
        f" where created_date > date '{recent}' and random() < 0.5"
    )
    assert told() == [False]


def test_a_headline_that_leaps_is_told_and_stops_nothing(year: duckdb.DuckDBPyConnection) -> None:
    def told() -> list[str]:
        findings = headlines_within_past(
            lambda query: year.execute(query).fetchall(), ["fct_contacts"], NIGHT
        )
        return [f.rule for f in findings if not f.passed and not f.is_blocking]

    assert told() == []
    recent = NIGHT - timedelta(days=28)
    year.execute(
        "update marts.fct_contacts set is_first_contact_resolved = false"
        f" where created_date > date '{recent}'"
    )
    assert told() == ["headline_moved:first_contact_resolution"]


def test_a_headline_of_few_answers_may_move_by_chance() -> None:
    """Seven in ten of thirty each month, and then half of them: once in forty months by chance."""
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            f"""
            create table marts.fct_contacts as
            select
                date '{NIGHT}' - (i // 30 * 28)::int as created_date,
                created_date as resolved_date, true as is_counted, true as is_fcr_eligible,
                i % 30 < if(i < 30, 15, 21) as is_first_contact_resolved
            from range(390) as t(i)
            """
        )
        findings = headlines_within_past(
            lambda query: connection.execute(query).fetchall(), ["fct_contacts"], NIGHT
        )

        assert [finding.passed for finding in findings] == [True, True]
