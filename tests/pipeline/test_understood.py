"""Odd files that are no fault: what was sent, as the second night's warehouse holds it."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from orchestration.settings import Settings
from tests.conftest import NEXT


@pytest.fixture
def asked(second: Settings) -> Iterator[duckdb.DuckDBPyConnection]:
    """The second night's warehouse beside the files that it was made of."""
    landing = second.landing
    files = {
        "tickets": (
            f"read_json('{landing}/zendesk/tickets/{NEXT}.jsonl.gz',"
            " columns = {id: 'bigint', created_at: 'bigint', tags: 'varchar[]'})"
        ),
        "tracks": (
            f"read_json('{landing}/segment/tracks/{NEXT}.jsonl.gz',"
            " columns = {messageId: 'varchar', timestamp: 'bigint'})"
        ),
        "accounts": f"read_csv('{landing}/salesforce/accounts/{NEXT}.csv', all_varchar = true)",
    }
    with duckdb.connect(str(second.published_warehouse), read_only=True) as connection:
        for name, file in files.items():
            connection.execute(f"create temp view sent_{name} as from {file}")
        yield connection


def only(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    (row,) = connection.execute(sql).fetchall()
    return tuple(row)


def test_milliseconds_are_the_same_moment(asked: duckdb.DuckDBPyConnection) -> None:
    tickets, same = only(
        asked,
        "select count(*), count(*) filter (c.created_at = make_timestamp_ms(s.created_at))"
        " from sent_tickets as s"
        " left join marts.fct_contacts as c on c.contact_id = 'zendesk:' || s.id",
    )
    events, corrected = only(
        asked,
        "select count(*), count(*) filter (e.happened_at = make_timestamp_ms(s.timestamp))"
        " from sent_tracks as s"
        " left join staging.stg_segment__tracks as e on e.event_id = s.messageId",
    )

    assert (same, corrected) == (tickets, events)
    assert tickets > 0
    assert events > 0


def test_tickets_tagged_as_tests_are_excluded_and_no_others(
    asked: duckdb.DuckDBPyConnection,
) -> None:
    tests, excluded, others = only(
        asked,
        "select count(*) filter (list_contains(s.tags, 'test')),"
        " count(*) filter (list_contains(s.tags, 'test') and c.exclusion_reason = 'test'"
        " and not c.is_counted),"
        " count(*) filter (not list_contains(s.tags, 'test') and c.exclusion_reason = 'test')"
        " from sent_tickets as s"
        " left join marts.fct_contacts as c on c.contact_id = 'zendesk:' || s.id",
    )

    assert (excluded, others) == (tests, 0)
    assert tests > 0


def test_an_endless_comment_is_cut_and_counted_as_cut(asked: duckdb.DuckDBPyConnection) -> None:
    tickets, cut = only(
        asked,
        "select count(*), count(*) filter (f.is_cut) from sent_tickets as s"
        " left join marts.fct_feedback as f on f.contact_id = 'zendesk:' || s.id",
    )

    assert cut == tickets > 0


def test_an_account_that_came_back_is_there_once_and_the_mark_is_no_name(
    asked: duckdb.DuckDBPyConnection,
) -> None:
    sent, accounts, there = only(
        asked,
        "select count(*), count(distinct s.Id), count(distinct a.account_id)"
        " from sent_accounts as s"
        " left join staging.stg_salesforce__accounts as a"
        " on a.account_id = s.Id and not a.is_deleted",
    )

    assert there == accounts > 0
    assert sent > accounts
