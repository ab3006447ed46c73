"""Comments and referrals of the demo company, against what it planted."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings


@pytest.fixture(scope="module")
def told(company: Settings, warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        for name in ("comments", "referrals"):
            file = company.demo / "truth" / f"{name}.parquet"
            connection.execute(f"create temp view true_{name} as select * from '{file}'")
        yield connection


def test_nothing_personal_that_was_planted_is_in_a_mart(told: duckdb.DuckDBPyConnection) -> None:
    planted, left = told.execute(
        """
        select count(*), count(*) filter (
            position(lower(personal_text) in lower(comment_text)) > 0
        )
        from true_comments inner join marts.fct_feedback using (feedback_id)
        where personal_text is not null
        """
    ).fetchall()[0]

    assert planted > 50
    assert left <= 0.02 * planted


def test_sentiment_is_right_on_most_of_the_demo(told: duckdb.DuckDBPyConnection) -> None:
    share = told.execute(
        """
        select avg((truth.sentiment_name = read.sentiment_name)::int)
        from true_comments as truth inner join marts.fct_feedback as read using (feedback_id)
        where truth.sentiment_name is not null
        """
    ).fetchall()[0][0]

    assert share >= 0.8


def test_every_named_referrer_is_found(told: duckdb.DuckDBPyConnection) -> None:
    wrong = told.execute(
        """
        select count(*)
        from true_referrals as truth
        inner join marts.fct_new_customers as found
            on found.customer_id = 'salesforce:' || truth.account_id
        where found.referring_customer_id <> 'salesforce:' || truth.referring_account_id
        """
    ).fetchall()[0][0]

    assert wrong == 0
