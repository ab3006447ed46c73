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


def test_a_contact_of_a_file_is_shown_with_the_rule_that_found_its_customer() -> None:
    (who,) = (asked for asked in KINDS[0].questions if asked.title.startswith("Customer"))
    connection = duckdb.connect()
    connection.execute(
        "create schema marts; create schema intermediate;"
        "create table marts.fct_contacts as select 'shop:7' as contact_id, 'mapped:1' customer_id;"
        "create view intermediate.int_contacts_unioned as select 'shop:7' as contact_id,"
        " 'mapped' as identity_source_name, 'jo' as requester_id, null as organization_id;"
        "create table intermediate.int_customer_links as select 'mapped' as source_name,"
        " 'person' as identity_type, 'jo' as identity_id, 'email' as rule_name"
    )

    found = connection.execute(who.sql, {"id": "shop:7"}).fetchall()

    assert found == [("mapped:1", "person", "jo", "email")]
    assert "intermediate.int_contacts_unioned" in who.reads


def test_a_contact_of_a_file_has_no_events_of_the_ticket_of_its_number() -> None:
    (events,) = (asked for asked in KINDS[0].questions if asked.title.startswith("Events"))
    connection = duckdb.connect()
    connection.execute(
        "create schema staging; create table staging.stg_zendesk__audit_events as"
        " select '7' as ticket_id, now() as created_at, '-1' as author_id, 'status' as field_name,"
        " 'Change' as event_type, 'new' as previous_value, 'open' as new_value;"
        "create table staging.stg_zendesk__comments as select '7' as ticket_id,"
        " now() as created_at, '9' as author_id, true as is_public"
    )

    assert len(connection.execute(events.sql, {"id": "zendesk:7"}).fetchall()) == 2
    assert connection.execute(events.sql, {"id": "shop:7"}).fetchall() == []
