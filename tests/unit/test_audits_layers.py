"""Tests of the balances between lake, staging and marts that have a name of their own."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import duckdb
import pytest

from quality.balances import balance
from quality.contract import ColumnContract, TableContract
from quality.mapped_reconciliations import mapped_to_marts
from quality.staging_reconciliations import OPENED, lake_to_staging

NIGHT = date(2026, 3, 31)
NIGHT_END = datetime(2026, 3, 31, 22)  # noqa: DTZ001 - UTC without zone


def table(name: str, *columns: str) -> TableContract:
    return TableContract(
        source="zendesk",
        name=name,
        description=f"{name}.",
        format="json_lines",
        key=("id",),
        columns=tuple(ColumnContract(one, one, "varchar") for one in ("id", *columns)),
    )


AUDITS, SCHEDULES, MACROS = (
    table("audits", "events"),
    table("schedules", "intervals"),
    table("macros"),
)
LAKE = {
    AUDITS: """select unnest(['1', '1', '2', '3']) as id,
        unnest(['[{}, {}]', '[{}, {}]', '[]', null]) as events""",
    SCHEDULES: """select '1' as id, unnest(['[{}, {}, {}]', '[{}]']) as intervals,
        unnest([timestamp '2026-01-01', timestamp '2026-02-01']) as updated_at""",
    MACROS: "select '1' as id",
}
STAGED = """
create schema staging; create schema marts;
create table staging.stg_zendesk__audit_events as select unnest(['1:0', '1:1']) as audit_event_id;
create table staging.stg_zendesk__schedule_intervals as select '1:0' as schedule_interval_id;
create table staging.stg_zendesk__macros as select '1' as macro_id;
create table staging.stg_mapped__contacts as select
    'log:' || i as contact_id, 'log' as source_name,
    timestamp '2026-03-30' + to_days(i::integer) as created_at from range(3) as t(i);
create table marts.fct_contacts as select contact_id, source_name
    from staging.stg_mapped__contacts where created_at < '2026-03-31 22:00:00';
create table staging.stg_mapped__orders as select
    'shop:' || i as order_id, 'shop' as source_name, 10.0 as amount,
    case when i = 2 then 'USD' end as currency_code, timestamp '2026-03-30' as ordered_at
    from range(3) as t(i);
create table marts.fct_orders as
    select * replace (coalesce(currency_code, 'EUR') as currency_code)
    from staging.stg_mapped__orders;
create table staging.stg_mapped__survey_responses as select
    'nps:' || i as survey_answer_id, 'nps' as source_name,
    case when i = 3 then 'resolution' else 'nps' end as metric_name,
    case when i > 0 then '9' end as score_raw, timestamp '2026-03-30' as answered_at
    from range(4) as t(i);
create table marts.fct_survey_responses as
    select survey_answer_id, source_name from staging.stg_mapped__survey_responses
    where score_raw is not null and metric_name <> 'resolution';
"""
LOSSES = {
    "an event of an audit": (
        "delete from staging.stg_zendesk__audit_events where audit_event_id = '1:1'",
        "every_element_staged",
    ),
    "the opening hours of a schedule": (
        "delete from staging.stg_zendesk__schedule_intervals",
        "every_element_staged",
    ),
    "a table that no model stages": ("drop table staging.stg_zendesk__macros", "every_key_staged"),
    "a contact of a file": (
        "delete from marts.fct_contacts where contact_id = 'log:0'",
        "every_mapped_contact_kept",
    ),
    "an order of a file": (
        "delete from marts.fct_orders where order_id = 'shop:2'",
        "every_mapped_order_kept",
    ),
    "the money of an order": (
        "update marts.fct_orders set amount = 9 where order_id = 'shop:0'",
        "mapped_order_money_kept",
    ),
    "an answer of a file": (
        "delete from marts.fct_survey_responses where survey_answer_id = 'nps:2'",
        "every_mapped_answer_kept",
    ),
}


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    lake = tmp_path_factory.mktemp("lake")
    for one, rows in LAKE.items():
        folder = lake / one.path / f"_loaded_on={NIGHT}"
        folder.mkdir(parents=True)
        duckdb.execute(f"copy ({rows}) to '{folder}/a.parquet'").close()
    return lake


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(STAGED)
        yield connection


def broken(warehouse: duckdb.DuckDBPyConnection, lake: Path) -> list[str]:
    found = warehouse.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
    ).fetchall()
    relations = {name for (name,) in found}
    asked = [
        *lake_to_staging(tuple(LAKE), relations, lake=lake, as_of=NIGHT),
        *mapped_to_marts(relations, as_of_end=NIGHT_END, currency="EUR"),
    ]
    told = [balance(one, lambda query: warehouse.execute(query).fetchall()) for one in asked]
    return [one.reconciliation.rule for one in told if not one.passed]


def test_a_whole_warehouse_balances(warehouse: duckdb.DuckDBPyConnection, lake: Path) -> None:
    assert broken(warehouse, lake) == []


@pytest.mark.parametrize(("change", "rule"), LOSSES.values(), ids=LOSSES)
def test_what_is_lost_is_told(
    warehouse: duckdb.DuckDBPyConnection, lake: Path, change: str, rule: str
) -> None:
    warehouse.execute(change)

    assert broken(warehouse, lake) == [rule]


def test_every_opened_list_is_one_of_the_contract() -> None:
    from orchestration.settings import PROJECT
    from quality.contract import read_contract

    tables = {t.path: t for t in read_contract(PROJECT / "dbt_project" / "models", ["zendesk"])}

    assert {path: column in tables[path].by_name for path, (_, column, _) in OPENED.items()} == (
        dict.fromkeys(OPENED, True)
    )
