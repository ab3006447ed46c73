"""A customer of the company's own files is forgotten by the map, and what is counted stays."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.company import FieldMap
from orchestration.forgetting.file_contract import columns_of
from orchestration.forgetting.forget import Identifiers, forget_in_files
from orchestration.forgetting.landed import scrub_landing
from orchestration.forgetting.register import PERSONS, Register, read_register
from orchestration.forgetting.search import search
from orchestration.landing import land
from orchestration.loading.load import run
from orchestration.loading.tables import jobs_of
from orchestration.settings import PROJECT, Settings, load_settings
from quality.contract import find_table, read_contract

NIGHT, LATER = date(2024, 3, 1), date(2024, 3, 2)
Forget = Callable[[Settings, str], Register]
TABLE = find_table(
    read_contract(PROJECT / "dbt_project/models", ["mapped"]), "mapped/queue_contacts"
)
CALLS = """
[company]
name = "Own"
time_zone = "UTC"
currency = "EUR"

[[mapped]]
name = "calls"
entity = "queue_contacts"
files = "calls*.csv"
[mapped.fields]
queue_contact_id = "id"
customer_external_id = "Customer"
customer_email = { sql = "lower(MAIL)" }
channel = { value = "phone" }
outcome = { sql = "case result when 'ANS' then 'answered' else 'other' end" }
wait_seconds = "queued"
offered_at = { sql = "strptime(day || ' ' || hour, '%d.%m.%Y %H:%M')" }
"""
HEADER = "id,day,hour,queued,result,Customer,mail,note\n"
ROWS = (
    "1,01.02.2024,10:00,9,ANS,,Ann@Example.com,call Ann back\n"
    "2,01.02.2024,11:00,20,ABN,C42,,Ann again\n"
    "3,01.02.2024,12:00,30,ANS,C7,bob@example.com,fine\n"
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "cx.toml").write_text(CALLS, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(HEADER + ROWS, encoding="utf-8")
    found = load_settings(tmp_path, {})
    load(found, NIGHT)
    return found


@pytest.fixture(params=["hashes", "sieve"])
def forget(request: pytest.FixtureRequest) -> Forget:
    def forgotten(settings: Settings, customer: str) -> Register:
        register = read_register(settings.home)
        if request.param == "sieve":
            register.sift()
        register.add(PERSONS, "", "ann@example.com")
        register.add(PERSONS, "mapped", customer.removeprefix("mapped:"))
        register.save()
        of_table = jobs_of(TABLE, settings, NIGHT)
        forget_in_files(settings, Identifiers((customer,)), of_table, register)
        return register

    return forgotten


def load(settings: Settings, night: date) -> None:
    land(settings)
    for job, feed in jobs_of(TABLE, settings, night):
        scrub_landing(job, feed)
        run(job)


def calls(settings: Settings) -> list[tuple[object, ...]]:
    files = f"{settings.lake}/mapped/queue_contacts/*/*.parquet"
    told = "queue_contact_id, outcome, wait_seconds, hour(offered_at), customer_external_id"
    return duckdb.sql(f"select {told} from '{files}' order by _file, _row").fetchall()


def test_who_called_is_gone_and_the_call_stays_counted(settings: Settings, forget: Forget) -> None:
    before = calls(settings)

    forget(settings, "mapped:C42")

    assert [row[:4] for row in calls(settings)] == [row[:4] for row in before]
    assert [row[4] for row in before] == [None, "C42", "C7"]
    assert calls(settings)[1][4] not in (None, "C42")
    assert search(settings.home, {"ann@example.com", "call Ann", "Ann again"})[1] == ()
    assert search(settings.home, {"bob@example.com"})[1] != ()


def test_a_file_that_comes_later_brings_nobody_back_and_is_counted(
    settings: Settings, forget: Forget
) -> None:
    forget(settings, "mapped:C42")
    later = ROWS.replace("1,01", "8,02").replace("2,01", "9,02")
    (settings.company / "calls2.csv").write_text(HEADER + later, encoding="utf-8")

    load(settings, LATER)

    kept = calls(settings)
    assert [row[1] for row in kept] == ["answered", "other", "answered"] * 2
    assert kept[4][4] == kept[1][4]
    assert search(settings.home, {"ann@example.com", "call Ann", "Ann again"})[1] == ()


COMPOSITE = CALLS.replace('"Customer"', """{ sql = "split_part(ref, '/', 2)" }""").replace(
    '{ sql = "lower(MAIL)" }', '"mail"'
)


def test_a_short_identifier_within_a_value_is_found_by_the_expression_that_reads_it(
    tmp_path: Path, forget: Forget
) -> None:
    (tmp_path / "cx.toml").write_text(COMPOSITE, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(
        "id,day,hour,queued,result,ref,mail,note\n"
        "1,01.02.2024,10:00,9,ANS,shop 4/C-42,a@example.com,Ann\n"
        "2,01.02.2024,11:00,9,ANS,C-42/C-4,b@example.com,Bob\n",
        encoding="utf-8",
    )
    settings = load_settings(tmp_path, {})
    load(settings, NIGHT)

    register = forget(settings, "mapped:C-42")

    (path,) = (settings.landing / "calls").rglob("*.csv")
    first, second = path.read_text(encoding="utf-8").splitlines()[1:]
    gone = register.stand_in("C-42")
    assert first == f"1,01.02.2024,10:00,9,ANS,shop 4/{gone},,"
    assert second == "2,01.02.2024,11:00,9,ANS,C-42/C-4,b@example.com,Bob"
    assert [row[4] for row in calls(settings)] == [gone, "C-4"]


def test_an_expression_tells_the_columns_it_reads() -> None:
    told = FieldMap(sql="coalesce(\"First Name\" || last, meta->>'name', _row::varchar)")

    assert columns_of(told) == ("First Name", "last", "meta", "_row")
    assert columns_of(FieldMap(column="mail")) == ("mail",)
    assert columns_of(FieldMap(value=3)) == ()


def test_a_short_id_goes_from_what_was_made_of_the_customer_too(
    settings: Settings, forget: Forget
) -> None:
    values = settings.lake / "forecasts/customer_lifetime_values/_loaded_on=2024-03-01/a.parquet"
    verdicts = settings.verdicts / "2024-03-01" / "audit.jsonl"
    for path in (values, verdicts):
        path.parent.mkdir(parents=True)
    duckdb.sql(
        "copy (select unnest(['mapped:C42', 'mapped:C7', 'desk:C42']) as customer_id)"
        f" to '{values}'"
    )
    verdicts.write_text('{"examples": ["mapped:C42:2024-03", "mapped:C421"]}\n', encoding="utf-8")

    forget(settings, "mapped:C42")

    gone = calls(settings)[1][4]
    kept = duckdb.sql(f"select customer_id from '{values}'").fetchall()
    assert [name for (name,) in kept] == [f"mapped:{gone}", "mapped:C7", "desk:C42"]
    told = verdicts.read_text(encoding="utf-8")
    assert told == f'{{"examples": ["mapped:{gone}:2024-03", "mapped:C421"]}}\n'
