"""From a table of names to a table of links: notations, declared pairs, evidence."""

from collections.abc import Iterator
from datetime import date

import duckdb
import pytest

from orchestration.identity.links import link
from orchestration.identity.phones import to_e164

COLUMNS = (
    "identity_id",
    "record_customer_id",
    "external_id",
    "email",
    "phone_number",
    "organization_external_id",
    "own_domain_names",
    "email_domain_name",
)
CRM = {"identity_id": "anna", "record_customer_id": "a", "external_id": "003a"} | {
    "email": "anna@a.example",
    "phone_number": "+31 6-12 34 56 78",
}
OTHER = {"identity_id": "bram", "record_customer_id": "b", "email": "bram@b.example"}


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def links(
    connection: duckdb.DuckDBPyConnection,
    *people: dict[str, str],
    declared: tuple[tuple[str, str, str], ...] = (),
) -> dict[str, tuple[str, ...]]:
    """Customer, rule, the rule of the own key and that key, by name."""
    told = ", ".join(f"{column} varchar" for column in COLUMNS)
    connection.execute(f"create or replace table people ({told})")
    marks = ", ".join("?" for _ in COLUMNS)
    for person in people:
        row = [person.get(column) for column in COLUMNS]
        connection.execute(f"insert into people values ({marks})", row)
    identities = connection.sql("""
        select
            'desk' as source_name, 'person' as identity_type, people.*, 'NL' as country_codes,
            case when record_customer_id is not null then 'record' end as record_rule_name,
            date '2026-01-01' as _loaded_on
        from people
    """)
    domains = connection.sql("""
        select
            source_name, identity_type, identity_id,
            unnest(string_split(own_domain_names, ' ')) as domain_name
        from identities
    """)
    connection.execute("create or replace table pairs (kind varchar, one varchar, two varchar)")
    for pair in declared:
        connection.execute("insert into pairs values (?, ?, ?)", pair)
    exceptions = connection.sql("""
        select
            kind as exception_type, 'desk' as source_name, 'person' as identity_type,
            one as identity_id, 'desk' as other_source_name, 'person' as other_identity_type,
            two as other_identity_id
        from pairs
    """)
    rows = link(connection, identities, domains, exceptions).fetchall()
    assert {row[-1] for row in rows} == {date(2026, 1, 1)}
    assert len(rows) == len(people)
    return {row[2]: row[3:7] for row in rows}


def test_each_link_tells_its_rule_and_its_key(connection: duckdb.DuckDBPyConnection) -> None:
    caller = {"identity_id": "caller", "phone_number": "06 - 12345678"}
    writer = {"identity_id": "writer", "email": "anna@a.example"}
    nobody = {"identity_id": "nobody", "email": "who@c.example", "phone_number": "none"}

    found = links(connection, CRM, caller, writer, nobody)

    assert found == {
        "anna": ("a", "record", "record", "a"),
        "caller": ("a", "phone", "phone", "+31612345678"),
        "writer": ("a", "email", "email", "anna@a.example"),
        "nobody": (None, "unlinked", None, None),
    }


def test_the_evidence_of_a_chain_is_ones_own_key(connection: duckdb.DuckDBPyConnection) -> None:
    caller = {"identity_id": "caller", "phone_number": "0031612345678", "email": "x@y.example"}
    survey = {"identity_id": "survey", "email": "x@y.example"}

    found = links(connection, CRM, caller, survey)

    assert found["survey"] == ("a", "phone", "email", "x@y.example")


def test_a_declared_link_holds_until_its_row_is_taken_away(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    desk = {"identity_id": "desk", "email": "anna@a.example"}

    declared = links(connection, CRM, OTHER, desk, declared=(("always", "desk", "bram"),))

    evidence = "desk/person/desk=desk/person/bram"
    assert declared["desk"] == ("b", "declared", "declared", evidence)
    assert links(connection, CRM, OTHER, desk)["desk"][:2] == ("a", "email")


def test_a_blocked_link_is_gone_until_its_row_is_taken_away(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    desk = {"identity_id": "desk", "email": "anna@a.example"}

    blocked = links(connection, CRM, OTHER, desk, declared=(("never", "desk", "anna"),))

    assert blocked["desk"][:2] == (None, "unlinked")
    assert links(connection, CRM, OTHER, desk)["desk"][:2] == ("a", "email")


def test_each_own_domain_leads_to_the_account_that_bears_it(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    account = {"identity_id": "one", "record_customer_id": "a", "own_domain_names": "b.example"}
    other = {"identity_id": "two", "record_customer_id": "b", "own_domain_names": "c.example"}
    second = {"identity_id": "second", "own_domain_names": "a.example b.example"}
    both = {"identity_id": "both", "own_domain_names": "b.example c.example"}

    found = links(connection, account, other, second, both)

    assert found["second"] == ("a", "domain", "domain", "b.example")
    assert found["both"] == (None, "ambiguous", None, None)


def test_a_pair_of_which_one_is_unknown_declares_nothing(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    found = links(connection, CRM, declared=(("always", "anna", "gone"), ("never", "gone", "anna")))

    assert found["anna"][:2] == ("a", "record")


@pytest.mark.parametrize(
    "written", ["anna+shop@a.example", "anna@a.example.", "anna+shop@a.example."]
)
def test_an_address_is_the_mailbox_behind_it(
    connection: duckdb.DuckDBPyConnection, written: str
) -> None:
    found = links(connection, CRM, {"identity_id": "1", "email": written})

    assert found["1"][:2] == ("a", "email")


def test_letters_that_are_written_in_two_ways_are_the_same(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    known = {**CRM, "email": "jos\u00e9@a.example"}

    found = links(connection, known, {"identity_id": "1", "email": "jose\u0301@a.example"})

    assert found["1"][:2] == ("a", "email")


def test_two_customers_of_one_mailbox_are_told_apart_by_what_stands_behind_the_plus(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    a, b = {**CRM, "email": "box+a@x.example"}, {**OTHER, "email": "box+b@x.example"}
    people = [{"identity_id": tag, "email": f"box{tag}@x.example"} for tag in ("+a", "+b", "")]

    found = links(connection, a, b, *people)

    assert found["+a"][:2] == ("a", "email")
    assert found["+b"][:2] == ("b", "email")
    assert found[""][1] == "ambiguous"


@pytest.mark.parametrize(
    "shared",
    [
        {"email": "noreply@shop.example"},
        {"email": "do-not-reply@shop.example"},
        {"email": "no-reply+{}@shop.example"},
        {"phone_number": "+31 00 0000000"},
    ],
)
def test_what_belongs_to_nobody_links_nobody(
    connection: duckdb.DuckDBPyConnection, shared: dict[str, str]
) -> None:
    known = {"identity_id": "known", "external_id": "003a", **shared}
    people = [
        {"identity_id": f"{nth}", **{key: value.format(nth) for key, value in shared.items()}}
        for nth in range(5)
    ]

    found = links(connection, CRM, known, *people)

    assert found["known"][:2] == ("a", "external_id")
    assert {found[f"{nth}"][1] for nth in range(5)} == {"unlinked"}


def test_a_number_in_several_spellings_is_one_piece_of_evidence(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    spellings = ("0612345678", "06 12345678", "06-12345678", "06 1234 5678")
    people = [{"identity_id": f"{nth}", "phone_number": spellings[nth % 4]} for nth in range(8)]
    people[0]["email"] = "anna@a.example"

    found = links(connection, {**CRM, "phone_number": ""}, *people)

    assert {found[f"{nth}"][:2] for nth in range(1, 8)} == {("a", "phone")}


@pytest.mark.parametrize(
    ("number", "countries", "right"),
    [
        ("06-12345678", "NL", "+31612345678"),
        ("06-12345678", "US,NL", "+31612345678"),
        ("+31 (0)6 12 34 56 78", "", "+31612345678"),
        ("0031 6 12345678", "NL", "+31612345678"),
        ("0171 2345678", "DE", "+491712345678"),
        ("06-12345678", "", None),
        ("0612345678", "XX,", None),
        ("+31 00 0000000", "NL", None),
        ("12", "NL", None),
        ("call me", "NL", None),
    ],
)
def test_numbers_are_read_as_their_country_writes_them(
    number: str, countries: str, right: str | None
) -> None:
    assert to_e164(number, countries) == right
