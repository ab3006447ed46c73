"""Who was asked and who answered, against what the simulated company knows of itself."""

from pathlib import Path

import duckdb

from orchestration.settings import Settings


def test_every_invitation_of_the_truth_is_counted_as_it_went(
    settings: Settings, warehouse: Path
) -> None:
    truth = settings.demo / "truth" / "survey_invitations.parquet"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        right = connection.execute(
            "select count(*), count(*) filter (is_delivered), count(*) filter (is_started),"
            f" count(*) filter (is_finished) from read_parquet('{truth}')"
        ).fetchall()
        found = connection.execute(
            "select count(*), count(*) filter (is_delivered), count(*) filter (is_answered),"
            " count(*) filter (is_finished) from marts.fct_survey_invitations"
        ).fetchall()

    assert found == right


def test_invitations_find_their_customers(settings: Settings, warehouse: Path) -> None:
    truth = settings.demo / "truth" / "survey_invitations.parquet"
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        right = connection.execute(
            f"select account_id, count(*) from read_parquet('{truth}') group by account_id"
        ).fetchall()
        found = dict(
            connection.execute(
                "select customer_id, count(*) from marts.fct_survey_invitations"
                " group by customer_id"
            ).fetchall()
        )

    agreed = sum(min(count, found.get(f"salesforce:{account}", 0)) for account, count in right)
    assert agreed >= 0.98 * sum(count for _, count in right)
