"""Tests of the mapped connector: the company's own files by the map in cx.toml."""

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.landing import land
from orchestration.loading import LoadSummary, read_ledger
from orchestration.loading.load import run
from orchestration.loading.tables import job_of_feed
from orchestration.settings import PROJECT, Settings, SettingsError, load_settings
from quality.contract import find_table, read_contract
from tests.unit.loading import at

COMPANY = '[company]\nname = "Own"\ntime_zone = "America/New_York"\ncurrency = "USD"\n'
CONTRACTS = read_contract(PROJECT / "dbt_project" / "models", ["mapped"])

SURVEY = """
[[mapped]]
name = "nps"
entity = "survey_responses"
files = "surveys/*.csv"
[mapped.fields]
response_id = "RESPNUM"
metric_name = {value = "nps"}
score = {column = "NETPRO", missing = [11, "Blank"]}
scale_min = {value = 0}
scale_max = {value = 10}
is_higher_better = {value = true}
weight = "WEIGHT"
answered_at = {sql = "make_date(2017, 5, INTDATE::int)"}
"""
PASSENGERS = "RESPNUM,INTDATE,NETPRO  ,Q7ALL,WEIGHT\n6,5,10,5,1.5\n11,6,11,0,0.5\n12,7,Blank,6,1\n"

THUMB = "scale_max = {value = 1}"
CODES = """{sql = "case when NETPRO::int > 100 then 1 when NETPRO is not null then 0 end"}"""

ORDERS = """
[[mapped]]
name = "purchases"
entity = "orders"
files = "purchases.txt"
delimiter = "whitespace"
[mapped.fields]
order_id = {sql = "customer_id || '-' || _row"}
customer_id = "customer_id"
amount = "dollar_value"
item_count = "number_of_cds"
ordered_at = {column = "date", format = "%Y%m%d"}
"""
PURCHASES = (
    " customer_id  date number_of_cds  dollar_value\n"
    " 00001 19970101  1   11.77\n 00002 19970112  5   77.00\n"
)

INCIDENTS = """
[[mapped]]
name = "desk"
entity = "contacts"
files = ["*.log"]
delimiter = ";"
encoding = "latin-1"
time_zone = "UTC"
null_values = ["?"]
timestamp_format = ["%d/%m/%Y %H:%M"]
latest_by = "mods"
[mapped.fields]
contact_id = "number"
status = "state"
customer_external_id = "caller"
created_at = "opened"
resolved_at = "resolved"
"""
LOG = (
    "number;state;caller;opened;resolved;mods\n"
    "I1;Neu;?;29/02/2016 01:16;?;0\nI1;Gelöst;Caller 7;29/02/2016 01:16;29/02/2016 11:29;2\n"
)

CALLS = """
[[mapped]]
name = "calls"
entity = "queue_contacts"
files = "calls.csv"
[mapped.fields]
queue_contact_id = "id"
channel = {value = "phone"}
outcome = {sql = "case result when 'ANS' then 'answered' when 'ABN' then 'abandoned' end"}
wait_seconds = "queued"
offered_at = "time"
"""


def company(folder: Path, feeds: str, **files: str | bytes) -> Settings:
    (folder / "cx.toml").write_text(COMPANY + feeds, encoding="utf-8")
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return load_settings(folder, {})


def load(settings: Settings, night: date = date(2024, 3, 1)) -> list[LoadSummary]:
    land(settings)
    return [
        run(job_of_feed(feed, find_table(CONTRACTS, f"mapped/{feed.entity}"), settings, night))
        for feed in settings.mapped
    ]


def rows(settings: Settings, entity: str, columns: str) -> list[tuple[Any, ...]]:
    files = f"{settings.lake}/mapped/{entity}/*/*.parquet"
    return duckdb.sql(
        f"select {columns} from read_parquet('{files}', hive_partitioning = true)"
        " order by _source, _row"
    ).fetchall()


def test_a_survey_keeps_what_was_given_beside_what_it_means(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS)

    (summary,) = load(settings)

    assert (summary.rows_loaded, summary.rows_rejected) == (3, 0)
    assert rows(settings, "survey_responses", "response_id, question_id, score, score_raw") == [
        ("6", "nps", 10.0, "10"),
        ("11", "nps", None, "11"),
        ("12", "nps", None, "Blank"),
    ]
    told = "_source, scale_max, is_higher_better, weight, survey_id, answered_at"
    assert rows(settings, "survey_responses", told)[0] == (
        *("nps", 10.0, True, 1.5, None),
        at(2017, 5, 5, 4),
    )


def test_two_feeds_may_read_the_same_file(tmp_path: Path) -> None:
    csat = SURVEY.replace('"nps"', '"csat"').replace("NETPRO", "Q7ALL").replace("11,", "0, 6,")
    settings = company(tmp_path, SURVEY + csat, surveys__a_csv=PASSENGERS)

    load(settings)

    assert rows(settings, "survey_responses", "_source, score") == [
        *(("csat", 5.0), ("csat", None), ("csat", None)),
        *(("nps", 10.0), ("nps", None), ("nps", None)),
    ]


def test_ratings_in_a_helpdesks_codes_become_a_thumb(tmp_path: Path) -> None:
    # Freshdesk: 101 to 103 happy, 100 neutral, -101 to -103 unhappy; neutral is an answer.
    coded = SURVEY.replace('"nps"', '"csat"').replace("scale_max = {value = 10}", THUMB)
    coded = coded.replace('{column = "NETPRO", missing = [11, "Blank"]}', CODES)
    given = "".join(
        f"{i},5,{code},5,1\n" for i, code in enumerate(("103", "101", "100", "-101", ""))
    )
    settings = company(tmp_path, coded, surveys__a_csv=PASSENGERS.splitlines()[0] + "\n" + given)

    load(settings)

    assert [score for (score,) in rows(settings, "survey_responses", "score")] == [1, 1, 0, 0, None]


def test_columns_parted_by_blanks_and_numbered_rows(tmp_path: Path) -> None:
    settings = company(tmp_path, ORDERS, purchases_txt=PURCHASES)

    load(settings)

    assert rows(settings, "orders", "order_id, amount, item_count, ordered_at, _row") == [
        ("00001-1", 11.77, 1, at(1997, 1, 1, 5), 1),
        ("00002-2", 77.0, 5, at(1997, 1, 12, 5), 2),
    ]


def test_a_line_with_too_many_values_is_rejected(tmp_path: Path) -> None:
    settings = company(tmp_path, ORDERS, purchases_txt=PURCHASES + "1 2\n 3 19970101 1 2.5\n")

    (summary,) = load(settings)

    assert (summary.rows_in, summary.rows_loaded, summary.rows_rejected) == (4, 3, 1)
    assert rows(settings, "orders", "order_id")[-1] == ("3-4",)


def test_a_file_without_a_header_is_read_by_declared_columns(tmp_path: Path) -> None:
    feed = ORDERS.replace(
        'files = "purchases.txt"',
        'files = "purchases.txt"\n'
        'columns = ["customer_id", "date", "number_of_cds", "dollar_value"]',
    )
    settings = company(tmp_path, feed, purchases_txt=PURCHASES.split("\n", 1)[1])

    load(settings)

    assert len(rows(settings, "orders", "order_id")) == 2


def test_every_update_is_kept_with_its_version(tmp_path: Path) -> None:
    settings = company(tmp_path, INCIDENTS, a_log=LOG.encode("latin-1"))

    load(settings)

    told = "contact_id, status, customer_external_id, created_at, resolved_at, version_number"
    assert rows(settings, "contacts", told) == [
        ("I1", "Neu", None, at(2016, 2, 29, 1, 16), None, 0.0),
        ("I1", "Gelöst", "Caller 7", at(2016, 2, 29, 1, 16), at(2016, 2, 29, 11, 29), 2.0),
    ]


def test_json_lines_and_parquet_are_mapped_too(tmp_path: Path) -> None:
    feed = SURVEY.replace("surveys/*.csv", "*.jsonl").replace("\n[mapped", '\nformat="X"\n[mapped')
    feed = feed.replace("INTDATE::int", "(meta->>'day')::int")
    parquet = feed.replace('name = "nps"', 'name = "p"').replace("*.jsonl", "*.parquet")
    feeds = feed.replace('"X"', '"json_lines"') + parquet.replace('"X"', '"parquet"')
    line = '{"RESPNUM": 1, "NETPRO": 9, "WEIGHT": 2.5, "meta": {"day": 5}}\n'
    settings = company(tmp_path, feeds, a_jsonl=line)
    duckdb.sql(f"copy (from '{tmp_path}/a.jsonl') to '{tmp_path}/a.parquet' (format parquet)")

    load(settings)

    assert rows(settings, "survey_responses", "_source, score, weight") == [
        ("nps", 9.0, 2.5),
        ("p", 9.0, 2.5),
    ]


def test_of_two_keys_that_differ_by_case_the_mapped_one_is_read(tmp_path: Path) -> None:
    feed = SURVEY.replace("surveys/*.csv", "*.jsonl")
    feed = feed.replace("\n[mapped.", '\nformat = "json_lines"\n[mapped.')
    line = '{"respnum": 1, "RESPNUM": 2, "NETPRO": 9, "WEIGHT": 1, "INTDATE": 5}\n'
    settings = company(tmp_path, feed, a_jsonl=line)

    load(settings)

    assert rows(settings, "survey_responses", "response_id, score") == [("2", 9.0)]


def test_rows_on_which_an_expression_fails_are_rejected(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS + "13,May,9,1,1\n14,40,9,1,1\n")

    (summary,) = load(settings)

    assert (summary.rows_loaded, summary.rows_rejected) == (3, 2)
    files = f"{settings.rejects}/*/*/*.parquet"
    reason = (
        "the expression fails: Conversion Error: Could not convert string … to INT32"
        " or Conversion Error: Date out of range: …"
    )
    assert duckdb.sql(f"select _row, column_name, reason from '{files}'").fetchall() == [
        (4, "answered_at", reason),
        (5, "answered_at", reason),
    ]


def test_calls_of_any_call_centre_tell_who_was_answered(tmp_path: Path) -> None:
    log = "id,time,queued,result\n1,2024-02-01T10:00:00Z,9.6,ANS\n2,2024-02-01T10:01:00Z,,ABN\n"
    settings = company(tmp_path, CALLS, calls_csv=log + "3,2024-02-01T10:02:00Z,5,LOST\n")

    (summary,) = load(settings)

    assert (summary.rows_loaded, summary.rows_rejected) == (2, 1)
    assert rows(settings, "queue_contacts", "channel, outcome, wait_seconds") == [
        ("phone", "answered", 9.6),
        ("phone", "abandoned", None),
    ]


def test_a_file_lands_once_as_it_is(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS)

    (first,), again = land(settings), land(settings)

    assert first.path.read_text(encoding="utf-8") == PASSENGERS
    assert again == ()


def test_a_grown_file_lands_and_loads_anew(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS)
    load(settings)
    company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS + "13,8,9,5,1\n")

    (summary,) = load(settings, date(2024, 3, 2))

    assert (summary.files, summary.rows_loaded) == (1, 4)


def test_a_corrected_file_settles_a_refusal(tmp_path: Path) -> None:
    wrong = PASSENGERS.replace("RESPNUM", "RESPNO")
    (refused,) = load(company(tmp_path, SURVEY, surveys__a_csv=wrong))
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS)

    (summary,) = load(settings, date(2024, 3, 2))

    assert len(refused.refused) == 1
    assert (summary.refused, summary.rows_loaded) == ((), 3)
    assert {record.status for record in read_ledger(settings)} == {"loaded", "settled"}


def test_a_changed_map_loads_its_files_again(tmp_path: Path) -> None:
    load(company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS))
    settings = company(tmp_path, SURVEY.replace('"WEIGHT"', "{value = 1}"))

    (summary,) = load(settings, date(2024, 3, 2))

    assert summary.rows_loaded == 3
    assert rows(settings, "survey_responses", "weight, _loaded_on") == [(1.0, date(2024, 3, 2))] * 3


def test_a_pattern_without_files_is_told(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY)

    with pytest.raises(SettingsError, match=r"'nps': no file matches 'surveys/\*\.csv'"):
        land(settings)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight =", "wieght =", "has no field 'wieght'; did you mean 'weight'?"),
        ('response_id = "RESPNUM"', "", "survey_responses needs the field 'response_id'"),
        ("make_date(", "make_date((", "field 'answered_at': Parser Error"),
    ],
)
def test_a_wrong_map_is_told_before_anything_is_read(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    settings = company(tmp_path, SURVEY.replace(old, new), surveys__a_csv=PASSENGERS)

    with pytest.raises(SettingsError) as error:
        load(settings)

    assert str(error.value).startswith(f"{tmp_path / 'cx.toml'}: [[mapped]] 'nps'")
    assert told in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("RESPNUM", "RESPNO", "no column 'RESPNO', which cx.toml: [[mapped]] 'nps': field"),
        ("RESPNUM", "RESPNO", "the nearest column it has is 'RESPNUM'"),
        ('"RESPNUM"', '"x.y"', """A constant is { value = "x.y" }"""),
        ('"RESPNUM"', '"RESPNUM.id"', """A part of JSON is { sql = "RESPNUM->>'id'" }"""),
        ("INTDATE", "INTDAY", "field 'answered_at': Binder Error"),
    ],
)
def test_a_file_that_does_not_fit_the_map_is_refused(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    settings = company(tmp_path, SURVEY.replace(old, new), surveys__a_csv=PASSENGERS)

    (summary,) = load(settings)

    assert told in summary.refused[0].reason


def test_what_is_resolved_before_it_began_is_rejected_and_said_so(tmp_path: Path) -> None:
    log = LOG + "I2;Neu;x;29/02/2016 01:16;29/02/2016 01:15;0\n"

    (summary,) = load(company(tmp_path, INCIDENTS, a_log=log.encode("latin-1")))

    assert (summary.rows_loaded, summary.rows_rejected) == (2, 1)
    files = f"{tmp_path}/data/rejects/desk/contacts/*.parquet"
    assert duckdb.sql(f"select _row, column_name, value, reason from '{files}'").fetchall() == [
        (3, "resolved_at", "29/02/2016 01:15", "before created_at")
    ]


def test_what_cannot_come_before_the_beginning_is_declared() -> None:
    declared = find_table(CONTRACTS, "mapped/contacts").by_name

    assert {name: column.not_before for name, column in declared.items() if column.not_before} == {
        "first_replied_at": ("created_at",),
        "first_resolved_at": ("created_at",),
        "resolved_at": ("created_at", "first_resolved_at"),
    }
