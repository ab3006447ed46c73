"""A company without any of the vendors: its own files, its own seeds, one night, every number.

Every expected number is counted by hand from the few rows below.
"""

from datetime import date

import duckdb
import pytest

from orchestration.dbt_runner import run_nodes
from orchestration.night_records import read_record
from orchestration.publishing import ensure_build
from orchestration.settings import Settings, load_settings
from orchestration.tracing import trace
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer
from tests.pipeline.nights import quick_night

NIGHT = date(2026, 3, 31)
COMPANY = """
[company]
name = "Corner bakery"
time_zone = "America/New_York"
currency = "USD"
country = "US"
gross_margin = 0.5

[[mapped]]
name = "cards"
entity = "survey_responses"
files = "cards.csv"
delimiter = ";"
encoding = "latin-1"
time_zone = "America/New_York"
timestamp_format = ["%d.%m.%Y %H:%M"]
[mapped.fields]
response_id = "Nr"
respondent_external_id = "Kunde"
metric_name = { value = "nps" }
score = { column = "Note", missing = ["11", "leer"] }
weight = { sql = "replace(Gewicht, ',', '.')" }
answered_at = "Zeit"

[[mapped]]
name = "desk"
entity = "contacts"
files = "desk.jsonl"
format = "json_lines"
latest_by = "v"
[mapped.fields]
contact_id = "id"
customer_external_id = { sql = "\\"from\\"->>'id'" }
channel = "via"
status = "state"
reopen_count = "reopens"
created_at = "opened"
first_replied_at = "replied"
first_resolved_at = "solved"
resolved_at = "solved"

[[mapped]]
name = "calls"
entity = "queue_contacts"
files = "calls.csv"
[mapped.fields]
queue_contact_id = "id"
channel = { value = "phone" }
outcome = { sql = "case result when 'ANS' then 'answered' when 'ABN' then 'abandoned' end" }
wait_seconds = "queued"
offered_at = "time"

[[mapped]]
name = "people"
entity = "customers"
files = "people.csv"
[mapped.fields]
customer_id = "id"
email = "mail"
customer_type = { value = "consumer" }
created_at = "since"

[[mapped]]
name = "till"
entity = "orders"
files = "till.csv"
[mapped.fields]
order_id = "id"
customer_id = "who"
amount = "paid"
currency = "cur"
ordered_at = "at"

[[mapped]]
name = "bread_box"
entity = "subscription_terms"
files = "bread_box.csv"
[mapped.fields]
term_id = "id"
customer_id = "who"
monthly_amount = "monthly"
start_date = "start"
end_date = "end"

[[mapped]]
name = "door"
entity = "events"
files = "door.csv"
[mapped.fields]
event_id = "id"
event_name = "what"
customer_external_id = "who"
happened_at = "at"
"""
FILES = {
    # Six scores that count (three promoters, two detractors), a code and a word for no answer.
    "cards.csv": """\
Nr;Kunde;Note;Gewicht;Zeit
1;c1;10;1,0;02.03.2026 09:00
2;c2;9;1,0;03.03.2026 09:00
3;c3;9;2,0;04.03.2026 09:00
4;c4;8;1,0;05.03.2026 09:00
5;Müller;3;1,5;06.03.2026 09:00
6;c5;0;0,5;07.03.2026 09:00
7;c6;11;1,0;08.03.2026 09:00
8;c6;leer;1,0;09.03.2026 09:00
""",
    # a stays solved; after b the same customer asks again, c; c was taken up again; d is open; the
    # window of e is still running. Of b two versions are logged.
    "desk.jsonl": "".join(
        f'{{"id": "{name}", "v": {version}, "from": {{"id": "{who}"}}, "via": "email",'
        f' "state": "{state}", "reopens": {reopens}, "opened": "{opened}T10:00:00Z",'
        f' "replied": "{opened}T10:30:00Z", "solved": {solved}}}\n'
        for name, version, who, state, reopens, opened, solved in (
            ("a", 1, "c1", "solved", 0, "2026-03-02", '"2026-03-02T12:00:00Z"'),
            ("b", 1, "c2", "open", 0, "2026-03-03", "null"),
            ("b", 2, "c2", "solved", 0, "2026-03-03", '"2026-03-03T12:00:00Z"'),
            ("c", 1, "c2", "solved", 1, "2026-03-06", '"2026-03-06T12:00:00Z"'),
            ("d", 1, "c3", "open", 0, "2026-03-10", "null"),
            ("e", 1, "c4", "solved", 0, "2026-03-29", '"2026-03-29T12:00:00Z"'),
        )
    ),
    # The third gave up within ten seconds, which is no waiting; the fourth after a minute.
    "calls.csv": """\
id,result,queued,time
1,ANS,30,2026-03-02T09:00:00
2,ANS,90,2026-03-02T09:05:00
3,ABN,3,2026-03-02T09:10:00
4,ABN,60,2026-03-02T09:15:00
""",
    "people.csv": "id,mail,since\n"
    + "".join(f"c{n},c{n}@bakery.example,2025-06-0{n}\n" for n in range(1, 7)),
    # One row has no number where the money stands; pounds have no rate here.
    "till.csv": """\
id,who,paid,cur,at
1,c1,10.50,USD,2026-03-02T08:00:00
2,c1,4.50,,2026-03-09T08:00:00
3,c2,20.00,USD,2026-03-09T08:00:00
4,c3,7.00,GBP,2026-03-10T08:00:00
5,c4,gratis,USD,2026-03-11T08:00:00
""",
    # Three on contract when March begins; one ends in it.
    "bread_box.csv": """\
id,who,monthly,start,end
1,c1,30,2025-07-01,
2,c2,20,2025-07-01,2026-03-16
3,c3,10,2025-07-01,
""",
    # Two come in; one of them buys. Nobody else's window is over.
    "door.csv": """\
id,what,who,at
1,Came,c1,2026-03-02T07:50:00
2,Bought,c1,2026-03-02T08:00:00
3,Came,c4,2026-03-05T08:00:00
4,Came,c5,2026-03-30T08:00:00
""",
    "seeds/journeys.csv": """\
journey_code,journey_name,start_event_name,completion_event_name,window_days,owner_name
visit,Visit,Came,Bought,7,Shop
""",
    "seeds/touchpoints.csv": """\
journey_code,stage_number,stage_name,touchpoint_name,channel_name,is_moment_of_truth,source_name,event_name
visit,1,Arrival,Door,in_person,false,door,Came
visit,2,Purchase,Till,in_person,true,door,Bought
""",
    "seeds/contact_costs.csv": "channel_name,cost_amount\nemail,4\n",
}
MARCH = {
    "nps": 100 * (3 - 2) / 6,
    "nps_responses": 6,
    "nps_weighted": 100 * (4 - 2) / 7,
    "contacts": 5,
    "contacts_maturing": 1,
    "first_contact_resolution_rate": 1 / 3,
    "reopen_rate": 1 / 4,
    "abandonment_rate": 1 / 3,
    "orders": 4,
    "orders_without_amount": 1,
    "logo_churn_rate": 1 / 3,
    "gross_revenue_churn_rate": 20 / 60,
    "mrr": 40,
    "journey_completion_rate": 1 / 2,
    "repeat_contact_cost": 4,
}


@pytest.fixture(scope="module")
def bakery(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("bakery")
    (folder / "cx.toml").write_text(COMPANY, encoding="utf-8")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="latin-1" if name == "cards.csv" else "utf-8")
    settings = load_settings(folder, {})
    quick_night(settings, NIGHT)
    return settings


def test_every_row_is_loaded_or_rejected_with_its_reason(bakery: Settings) -> None:
    record = read_record(bakery.nights, NIGHT)
    assert record is not None
    assert (record.rows_loaded, record.rows_rejected) == (35, 1)

    with duckdb.connect(str(bakery.published_warehouse), read_only=True) as connection:
        rejected = connection.execute(
            "select table_name, column_name, rows from ops.rejected_rows"
        ).fetchall()

    assert rejected == [("orders", "amount", 1)]


def test_the_metrics_of_the_month_are_those_counted_by_hand(bakery: Settings) -> None:
    query = MetricsQuery(tuple(MARCH), start=date(2026, 3, 1), end=NIGHT)

    with SemanticLayer(bakery.published_warehouse) as layer:
        answer = layer.query(query)

    (row,) = answer.rows
    assert dict(zip(answer.columns, row, strict=True)) == pytest.approx(MARCH)


def test_an_answer_of_nobody_known_counts_and_belongs_to_the_unknown(bakery: Settings) -> None:
    with duckdb.connect(str(bakery.published_warehouse), read_only=True) as connection:
        answers = connection.execute(
            "select survey_response_id from marts.fct_survey_responses"
            " where customer_id = 'unknown'"
        ).fetchall()

    assert len(answers) == 1


def test_a_trace_finds_the_row_of_an_answer(bakery: Settings) -> None:
    with duckdb.connect(str(bakery.published_warehouse), read_only=True) as connection:
        found = trace(connection, bakery.lake, "cards:3:nps")

    (rows,) = (part.rows for part in found.sections if part.title.startswith("Source rows"))
    assert [row[0] for row in rows] == ["mapped/survey_responses"]


def test_the_unit_tests_of_mapped_models_hold(bakery: Settings) -> None:
    ensure_build(bakery)

    results = run_nodes(
        bakery, NIGHT, ["test", "--select", "test_type:unit,*mapped*", "--no-write-json"]
    )

    assert {result.status for result in results} == {"pass"}
