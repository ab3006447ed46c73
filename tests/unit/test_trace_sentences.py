"""What a trace says in words of one contact, where little is known of it."""

import duckdb
import pytest

from orchestration.trace_sections import KINDS


@pytest.mark.parametrize(
    ("is_answered", "replied_at", "said"),
    [
        ("true", "'2026-03-02 10:00'", "first public reply of a person at 2026-03-02 10:00:00"),
        ("true", "null", "replied to, but its files do not tell when"),
        ("false", "null", "nobody has replied in public since the customer wrote"),
        ("null", "null", "its files do not tell whether anybody replied"),
    ],
)
def test_a_trace_says_of_the_first_reply_what_is_known(
    is_answered: str, replied_at: str, said: str
) -> None:
    (rules,) = (asked for asked in KINDS[0].questions if asked.title == "Which rules apply")
    connection = duckdb.connect()
    connection.execute(
        "create schema marts; create table marts.fct_contacts as select 'c' as contact_id,"
        " null as exclusion_reason, null::bigint as reopen_count, true as is_counted,"
        f" {is_answered}::boolean as is_answered, {replied_at}::timestamp as first_replied_at,"
        " true as is_resolved, null::boolean as is_reopened, false as is_repeat,"
        " false as is_maturing, false as is_first_contact_resolved"
    )

    found = connection.execute(
        f'select "first reply (D30)" from ({rules.sql})', {"id": "c"}
    ).fetchall()

    assert found == [(said,)]
