"""What a page says in a sentence, where the numbers beside it are few or unknown."""

import csv

import duckdb
import pytest
import yaml
from test_reports_pages import query_of
from test_reports_site import PAGES

from quality.goals import ANY_METRIC, SEED


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("better", "worse"), "A is completed more often, B is completed less often than in the"),
        (("same", "same"), "No journey is completed more or less often than in the three months"),
        (("same", "few"), "No journey that can be compared is completed more or less often than"),
        (("few", None), "No journey can be compared with the three months before yet"),
    ],
)
def test_a_journey_is_as_before_only_if_there_was_a_before(
    verdicts: tuple[str | None, ...], said: str
) -> None:
    rows = ", ".join(
        f"('{name}', {'null' if verdict is None else repr(verdict)}, 0.1, 'met')"
        for name, verdict in zip("AB", verdicts, strict=True)
    )
    columns = "journey, verdict, change, journey_completion_rate_status"
    journeys = f"(select * from (values {rows}) as told({columns}))"

    sql = query_of("journeys", "months_title").replace("${journeys}", journeys)
    title = duckdb.sql(f"select title from ({sql})").fetchall()[0][0]

    assert title.startswith(said)


@pytest.mark.parametrize(
    ("rates", "said"),
    [
        ((0.85, 0.32, None), "Between 32% and 85%: the definition decides the number"),
        ((None, 0.491, None), "49%, by the one definition that can be told"),
        ((None, None, None), "No definition can be told"),
    ],
)
def test_definitions_decide_where_there_are_several(
    rates: tuple[float | None, ...], said: str
) -> None:
    values = ", ".join(f"({rate if rate is not None else 'null'})" for rate in rates)
    variants = f"(select cast(rate as double) as rate from (values {values}) as told(rate))"

    sql = query_of("support", "variant_title").replace("${variant_rows}", variants)

    assert duckdb.sql(sql).fetchall() == [(said,)]


CONTACTS = "select {} as reason, {} as contacts, {} as contacts_share"
FACTS = "select {} as fact, {} as rows_num0, {} as unmatched, {} as unmatched_share"
NONE = " where false"


@pytest.mark.parametrize(
    ("query", "given", "rows", "said"),
    [
        ("whole", "unmatched", FACTS.format("'Orders'", 0, 0, 0) + NONE, "No records yet"),
        (
            "whole",
            "unmatched",
            FACTS.format("'Orders'", 9, 0, 0),
            "Every record belongs to a known customer",
        ),
        (
            "whole",
            "unmatched",
            FACTS.format("'Orders'", 9, 3, 0.3333),
            "Orders lack a customer most often: 33.3%",
        ),
        ("counted", "excluded", CONTACTS.format("'Counted'", 0, 0) + NONE, "No contacts yet"),
        ("counted", "excluded", CONTACTS.format("'Counted'", 9, 1.0), "Every contact counts"),
        (
            "counted",
            "excluded",
            CONTACTS.format("'Spam'", 2, 0.1)
            + " union all "
            + CONTACTS.format("'Counted'", 9, 0.9),
            "90.0% of contacts count, the others are left out",
        ),
        ("timed", "impossible", "select 0 as impossible, 0 as contacts" + NONE, "No contacts yet"),
        ("usable", "answers", "select 0 as missing, 0 as answers" + NONE, "No answers yet"),
    ],
)
def test_of_nothing_received_nothing_good_is_said(
    query: str, given: str, rows: str, said: str
) -> None:
    sql = query_of("data-quality", query).replace(f"${{{given}}}", f"({rows})")

    assert duckdb.sql(f"select title from ({sql})").fetchall() == [(said,)]


@pytest.mark.parametrize(
    ("statuses", "said"),
    [
        (("few", None, "none"), "No segment can be judged yet."),
        (("met", "watch", "few"), "1 of 2 segments that can be judged miss no goal of"),
        (("met", "met", "met"), "3 of 3 segments that can be judged miss no goal of"),
    ],
)
def test_a_segment_that_is_not_judged_misses_no_goal_and_meets_none(
    statuses: tuple[str | None, ...], said: str
) -> None:
    listed = query_of("segments/index", "listed")
    names = "(select name as segment, 'Tier' as kind, name, 9 as customers, null as customer_type, name as tier_name, null as region_name from (values ('A'), ('B'), ('C')) as told(name))"  # noqa: E501
    told = ", ".join(
        f"('{name}', {'null' if status is None else repr(status)})"
        for name, status in zip("ABC", statuses, strict=True)
    )
    scores = (
        "(select 'Tier' as kind, name as value, 50.0 as nps, status as nps_status, 0.8 as csat,"
        " 'few' as csat_status, 0.7 as first_contact_resolution_rate,"
        " 'few' as first_contact_resolution_rate_status, 'few' as first_reply_minutes_mean_status"
        f" from (values {told}) as told(name, status))"
    )
    listed = listed.replace("${segments}", names).replace("${scores}", scores)
    sql = query_of("segments/index", "verdict").replace("${listed}", f"({listed})")
    connection = duckdb.connect()
    connection.execute("create schema marts; create table marts.fct_contacts (contact_id varchar)")
    connection.execute("create table marts.fct_survey_responses (survey_response_id varchar)")

    sentence = connection.execute(f"select sentence from ({sql})").fetchall()[0][0]

    assert sentence.startswith(said)


def test_every_measure_that_is_held_to_a_threshold_stands_on_the_page_of_goals() -> None:
    with (PAGES.parents[1] / SEED).open(encoding="utf-8", newline="") as file:
        held = {goal["metric_name"] for goal in csv.DictReader(file)} - {ANY_METRIC}
    text = (PAGES / "goals.md").read_text(encoding="utf-8")
    asked = text.partition("```metrics held\n")[2].partition("```")[0]

    assert held - set(yaml.safe_load(asked)["metrics"]) == set()


def test_no_page_counts_answers_against_the_least_number_itself() -> None:
    pages = [path for path in PAGES.rglob("*.md") if path.name != "components.md"]

    assert [path.name for path in pages if "minimum_n" in path.read_text(encoding="utf-8")] == []
