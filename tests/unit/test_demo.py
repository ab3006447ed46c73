"""Tests of the simulated company: same parameters, same bytes, and a truth that fits them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from orchestration.demo import DemoError, write_demo
from orchestration.demo.columns import take
from orchestration.demo.simulation import simulate
from orchestration.demo.world import end_of_day, first_world
from quality.contract import read_contract

HISTORY_END = date(2026, 3, 28)
LAST_DAY = date(2026, 4, 2)
MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
SOURCES = ("zendesk", "qualtrics", "salesforce", "segment")


def found(home: Path, *, seed: int = 7) -> None:
    write_demo(home, through=HISTORY_END, months=3, customers=60, seed=seed)


def files(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    found(folder)
    write_demo(folder, through=LAST_DAY)
    return folder


@pytest.fixture(scope="module")
def db(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        for folder in sorted((home / "landing" / "zendesk").iterdir()):
            landed = folder / "*.jsonl.gz"
            connection.execute(f"create view {folder.name} as select * from read_json('{landed}')")
        for name in ("accounts", "contacts", "contracts", "orders", "order_items"):
            landed = home / "landing" / "salesforce" / name / "*.csv"
            connection.execute(
                f"create view {name} as select * from read_csv('{landed}', all_varchar = true)"
            )
        for path in (home / "demo" / "truth").glob("*.parquet"):
            connection.execute(f"create view true_{path.stem} as select * from '{path}'")
        yield connection


def rows(db: duckdb.DuckDBPyConnection, query: str) -> list[tuple[object, ...]]:
    return db.execute(query).fetchall()


def test_one_call_and_a_call_per_night_write_the_same_bytes(home: Path, tmp_path: Path) -> None:
    found(tmp_path)

    day = HISTORY_END
    while day < LAST_DAY:
        day += timedelta(days=1)
        write_demo(tmp_path, through=day)

    assert files(tmp_path) == files(home)


def test_another_seed_is_another_world(home: Path, tmp_path: Path) -> None:
    found(tmp_path, seed=8)

    name = f"landing/zendesk/tickets/{HISTORY_END}.jsonl.gz"
    assert (tmp_path / name).read_bytes() != (home / name).read_bytes()


def test_months_ahead_do_not_change_months_behind() -> None:
    world = first_world(HISTORY_END, months=3, customers=60, seed=7)

    short, long = simulate(world, 0, 3), simulate(world, 0, 8)

    for name in ("terms", "purchases", "contacts", "responses"):
        before = getattr(short, name)
        for column, values in take(
            getattr(long, name), np.arange(len(before.customer))
        ).__dict__.items():
            assert np.array_equal(values, before.__dict__[column]), (name, column)


def test_a_call_for_a_day_already_written_writes_nothing(home: Path) -> None:
    before = files(home)

    summary = write_demo(home, through=LAST_DAY)

    assert (summary.nights, files(home)) == ((), before)


def test_other_parameters_do_not_continue_a_company(home: Path) -> None:
    with pytest.raises(DemoError, match="customers=60, not 61"):
        write_demo(home, through=LAST_DAY + timedelta(days=1), customers=61)


def test_every_night_brings_a_file_of_every_table(home: Path) -> None:
    day = HISTORY_END + timedelta(days=1)

    for table in read_contract(MODELS, SOURCES):
        assert list((home / "landing" / table.path).rglob(f"{day}*")), table.path


def test_files_have_the_columns_of_the_contract(home: Path) -> None:
    for table in read_contract(MODELS, ("salesforce",)):
        header = (home / "landing" / table.path / f"{LAST_DAY}.csv").read_text().splitlines()[0]
        assert set(header.split(",")) == {column.name for column in table.columns}, table.path


def test_tickets_have_the_columns_of_the_contract(db: duckdb.DuckDBPyConnection) -> None:
    for table in read_contract(MODELS, ("zendesk",)):
        written = {str(row[0]) for row in rows(db, f"describe {table.name}")}
        assert written == {column.name for column in table.columns}, table.path


def test_a_survey_has_three_header_rows_with_its_time_zone(home: Path) -> None:
    folder = home / "landing" / "qualtrics" / "responses" / "SV_3nRelationNPS01"

    names, texts, imports = (folder / f"{LAST_DAY}.csv").read_text().splitlines()[:3]

    assert names.startswith("StartDate,EndDate,Status")
    assert texts.startswith("Start Date,End Date,Response Type")
    assert imports.startswith('"{""ImportId"":""startDate"",""timeZone"":""America/Denver""}"')


def test_days_end_at_midnight_in_amsterdam() -> None:
    assert end_of_day(date(2026, 7, 1)) % 86_400 == 22 * 3600
    assert end_of_day(date(2026, 12, 1)) % 86_400 == 23 * 3600


def test_a_night_holds_what_changed_in_it(home: Path) -> None:
    landed = home / "landing" / "zendesk" / "tickets" / f"{LAST_DAY}.jsonl.gz"

    first, last = duckdb.execute(
        f"select min(epoch(updated_at)), max(epoch(updated_at)) from read_json('{landed}')"
    ).fetchall()[0]

    assert end_of_day(LAST_DAY - timedelta(days=1)) < first <= last <= end_of_day(LAST_DAY)


def test_comments_and_audits_belong_to_tickets(db: duckdb.DuckDBPyConnection) -> None:
    for table in ("comments", "audits", "satisfaction_ratings"):
        orphans = f"select count(*) from {table} where ticket_id not in (select id from tickets)"
        assert rows(db, orphans) == [(0,)], table


def test_the_last_status_in_the_audits_is_the_ticket_status(
    db: duckdb.DuckDBPyConnection,
) -> None:
    differing = rows(
        db,
        """
        with changes as (
            select ticket_id, id, created_at, unnest(events) as event from audits
        ),
        told as (
            select
                ticket_id,
                max_by(json_extract_string(event.value, '$'), (created_at, id)) as status
            from changes where event.field_name = 'status' group by ticket_id
        ),
        latest as (select id, max_by(status, updated_at) as status from tickets group by id)
        select * from latest inner join told on told.ticket_id = latest.id
        where told.status <> latest.status
        """,
    )

    assert differing == []


def test_true_revenue_is_what_the_order_items_say(db: duckdb.DuckDBPyConnection) -> None:
    wrong = rows(
        db,
        """
        with sold as (
            select orders."AccountId" as account_id, months.month_date,
                sum(items."UnitPrice"::double * items."Quantity"::double) as mrr
            from (select distinct month_date from true_customer_months) as months
            inner join order_items as items
                on items."ServiceDate"::date <= last_day(months.month_date)
                and items."EndDate"::date >= last_day(months.month_date)
            inner join orders on orders."Id" = items."OrderId"
            where orders."ContractId" is not null
            group by all
        )
        select * from sold full join true_customer_months as truth using (account_id, month_date)
        where sold.mrr is distinct from truth.mrr
        """,
    )

    assert wrong == []


def test_who_churned_has_a_terminated_contract(db: duckdb.DuckDBPyConnection) -> None:
    terminated = rows(
        db,
        """
        select "Id", max("EndDate")::date from contracts where "Status" = 'Terminated'
        group by "Id" order by "Id"
        """,
    )

    truth = rows(db, "select contract_id, churned_on from true_churn order by contract_id")
    assert terminated == truth
    assert truth


def test_a_first_reply_is_the_first_public_comment_of_an_agent(
    db: duckdb.DuckDBPyConnection,
) -> None:
    wrong = rows(
        db,
        """
        with replies as (
            select comments.ticket_id,
                epoch(min(comments.created_at) - any_value(tickets.created_at)) as seconds
            from comments
            inner join (select id, any_value(created_at) as created_at from tickets group by id)
                as tickets on tickets.id = comments.ticket_id
            inner join (select distinct id from users where email like '%@northwind-home.example')
                as agents on agents.id = comments.author_id
            where comments.public and comments.created_at > tickets.created_at
            group by comments.ticket_id
        )
        select * from true_contacts as truth inner join replies using (ticket_id)
        where truth.first_reply_seconds is distinct from replies.seconds
            and not truth.is_outbound
        """,
    )

    assert wrong == []


def test_the_desk_has_every_awkward_ticket(db: duckdb.DuckDBPyConnection) -> None:
    awkward = {
        "outbound": "requester_id <> submitter_id",
        "deleted": "status = 'deleted'",
        "unassigned": "assignee_id is null",
        "of a business": "organization_id is not null",
        "reopened": "list_contains(tags, 'reopened')",
    }

    for name, condition in awkward.items():
        assert rows(db, f"select count(*) > 0 from tickets where {condition}") == [(True,)], name


def test_a_larger_company_is_written_in_parts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.demo.world.CHUNK_CUSTOMERS", 25)

    found(tmp_path)
    write_demo(tmp_path, through=HISTORY_END + timedelta(days=1))

    tickets = sorted(p.name for p in (tmp_path / "landing" / "zendesk" / "tickets").iterdir())
    parts = [f"{HISTORY_END}-{part:03}.jsonl.gz" for part in (1, 2, 3)]
    assert tickets == [*parts, f"{HISTORY_END + timedelta(days=1)}.jsonl.gz"]


def test_the_chunks_together_are_the_company() -> None:
    world = replace(first_world(HISTORY_END, months=3, customers=60, seed=7), customers=25_001)

    assert sum(world.chunk_size(chunk) for chunk in range(world.chunks)) == 25_001
