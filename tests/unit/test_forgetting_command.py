"""`cx forget` and the nights: a slip of the pen stops none, a replay joins none that is told."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.forgetting.forget import (
    ForgetError,
    find_customers,
    forget_in_files,
    remember,
)
from orchestration.night_records import NightRecord, read_record, write_record
from orchestration.rejects import night_to_come
from orchestration.settings import Settings, load_settings

NIGHT, LATER = date(2024, 3, 1), date(2024, 3, 2)
COMPANY = '[company]\nname = "Own"\ntime_zone = "UTC"\ncurrency = "EUR"\nsources = ["zendesk"]\n'
PUBLISHED = """
create schema ops; create schema intermediate; create schema marts;
create table ops.build as select date '2024-03-01' as as_of, 'x' as fingerprint;
create table intermediate.int_customer_links as
select 'zendesk:1' as customer_id, 'zendesk' as source_name, 'person' as identity_type,
    '1' as identity_id;
create table intermediate.int_identities_with_keys as
select 'zendesk' as source_name, 'person' as identity_type, '1' as identity_id,
    null::varchar as external_id, 'ann@example.com' as email, null::varchar as phone_number;
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "cx.toml").write_text(COMPANY, encoding="utf-8")
    found = load_settings(tmp_path, {})
    found.published.mkdir(parents=True)
    with duckdb.connect(str(found.published_warehouse)) as connection:
        connection.execute(PUBLISHED)
    (found.lake / "zendesk/users" / f"_loaded_on={NIGHT}").mkdir(parents=True)
    began = datetime(2024, 3, 2, 1, tzinfo=UTC)
    write_record(found.nights, NightRecord(NIGHT, "published", began, rows_loaded=9))
    return found


def test_a_customer_that_nobody_knows_changes_nothing(settings: Settings) -> None:
    before = sorted(settings.home.rglob("*")), read_record(settings.nights, NIGHT)

    asked = ["forget", "zendesk:11", "--yes", "--company", str(settings.company)]
    told = CliRunner().invoke(cx, asked)

    assert told.exit_code == 1
    assert "no customer is known as 'zendesk:11'" in told.output
    assert (sorted(settings.home.rglob("*")), read_record(settings.nights, NIGHT)) == before


def enter_household(settings: Settings) -> None:
    """Bob and Cy have an address together, and Cy one of his own."""
    with duckdb.connect(str(settings.published_warehouse)) as connection:
        connection.execute("""
            insert into intermediate.int_customer_links
            select 'zendesk:' || id, 'zendesk', 'person', id from unnest(['2', '3']) as t (id);
            insert into intermediate.int_identities_with_keys values
            ('zendesk', 'person', '2', null, 'home@example.com', null),
            ('zendesk', 'person', '3', 'cy@example.com', 'home@example.com', null);
        """)


@pytest.mark.parametrize(
    ("customers", "keys", "shared"),
    [
        (["zendesk:3"], {"cy@example.com"}, {"home@example.com"}),
        (["zendesk:2", "zendesk:3"], {"cy@example.com", "home@example.com"}, set()),
    ],
)
def test_an_address_of_customers_who_all_go_is_nobodys_afterwards(
    settings: Settings, customers: list[str], keys: set[str], shared: set[str]
) -> None:
    enter_household(settings)

    found = find_customers(settings, customers)

    assert (found.keys, found.shared) == (keys, shared)
    assert [told for *_, told in found.links] == [own.partition(":")[2] for own in customers]


def test_one_of_several_whom_nobody_knows_changes_nothing(settings: Settings) -> None:
    with pytest.raises(ForgetError, match="no customer is known as 'zendesk:9'"):
        find_customers(settings, ["zendesk:1", "zendesk:9"])


def test_whoever_is_forgotten_already_is_not_forgotten_under_the_name_that_is_left(
    settings: Settings,
) -> None:
    register = remember(settings, find_customers(settings, ["zendesk:1"]), [])
    left = f"zendesk:{register.stand_in('1')}"
    register.save()

    with pytest.raises(ForgetError, match=f"'{left}' is what somebody forgotten is called"):
        find_customers(settings, ["zendesk:1", left])


def test_what_was_broken_off_is_finished_by_hashes_for_not_everybodys_spelling_is_known(
    settings: Settings,
) -> None:
    enter_household(settings)

    first = remember(settings, find_customers(settings, ["zendesk:1"]), [])
    second = remember(settings, find_customers(settings, ["zendesk:2"]), [])
    forget_in_files(settings, find_customers(settings, ["zendesk:2"]), [], second)
    third = remember(settings, find_customers(settings, ["zendesk:3"]), [])
    again = remember(settings, find_customers(settings, ["zendesk:3"]), [])

    is_sifted = [register.sieve is not None for register in (first, second, third, again)]
    assert is_sifted == [True, False, True, False]


def test_replayed_rows_join_no_night_that_is_published(settings: Settings) -> None:
    assert night_to_come(settings) == LATER

    began = datetime(2024, 3, 2, 1, tzinfo=UTC)
    write_record(settings.nights, NightRecord(NIGHT, "stopped", began, stage="forget"))

    assert night_to_come(settings) == LATER


def test_replayed_rows_join_a_night_that_was_loaded_and_stopped(settings: Settings) -> None:
    (settings.lake / "zendesk/users" / f"_loaded_on={LATER}").mkdir()

    assert night_to_come(settings) == LATER
