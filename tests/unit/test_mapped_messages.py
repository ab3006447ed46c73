"""What a company is told when its map or its files are wrong, and which command looks further."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb
from click.testing import CliRunner

from orchestration.cli import cx
from orchestration.operations import ANSWERS_LEFT_OUT
from orchestration.rejects import Wanted, rejected_rows, replay_rejects
from orchestration.state import read_state
from tests.unit.test_mapped import PASSENGERS, SURVEY, company, load


def test_a_header_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    wrong = PASSENGERS.replace("RESPNUM", "Größe").encode("cp1252")
    feed = SURVEY.replace("RESPNUM", "Größe")

    (summary,) = load(company(tmp_path, feed, surveys__a_csv=wrong))

    assert 'such as encoding = "cp1252"' in summary.refused[0].reason


def test_rejects_are_found_by_the_name_of_the_feed_and_of_its_entity(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY, surveys__a_csv=PASSENGERS + "13,May,9,1,1\n")
    load(settings)

    for name in ("nps/survey_responses", "mapped/survey_responses"):
        (told,) = rejected_rows(settings, Wanted(table=name), limit=9)
        _, (again,) = replay_rejects(settings, table=name)
        assert told.table == again.table == "nps/survey_responses"
    assert rejected_rows(settings, Wanted(table="mapped/orders"), limit=9) == ()


def test_a_wrong_map_stops_a_stage_in_one_line(tmp_path: Path) -> None:
    company(tmp_path, SURVEY.replace("weight =", "wieght ="), surveys__a_csv=PASSENGERS)

    told = CliRunner().invoke(cx, ["land", "--company", str(tmp_path)])

    assert told.exit_code == 1
    _, line = told.stderr.splitlines()
    assert f"at land: {tmp_path / 'cx.toml'}: [[mapped]] 'nps': survey_responses has no" in line


def test_a_refused_file_is_named_once(tmp_path: Path) -> None:
    settings = company(tmp_path, SURVEY.replace("RESPNUM", "RESPNO"), surveys__a_csv=PASSENGERS)
    load(settings)

    (told,) = read_state(settings, nights=1, now=datetime(2024, 3, 2, tzinfo=UTC)).refusals

    assert told.startswith("refused landing/nps/survey_responses/")
    assert told.count("surveys/a.csv") == 1


def test_answers_that_no_metric_counts_are_listed_by_reason() -> None:
    answers = "('Q1', 'nps', null, 9), ('Q1', 'nps', null, 99), ('Q1', 'nps', null, null)"
    more = "('Q1', 'nps', 'test', 9), ('Q2', 'none', null, 5)"
    with duckdb.connect() as connection:
        connection.execute("create schema intermediate")
        connection.execute(
            "create table intermediate.int_survey_answers_unioned as select 'own' as source_name,"
            " 's' as survey_id, 0 as scale_min, 10 as scale_max, told.* from"
            f" (values {answers}, {more})"
            " as told (question_id, metric_name, exclusion_reason, answer_value)"
        )
        told = connection.execute(ANSWERS_LEFT_OUT).fetchall()

    assert [(question, reason, count) for _, _, question, reason, count in told] == [
        ("Q1", "coded as missing", 1),
        ("Q1", "off the scale", 1),
        ("Q1", "test", 1),
        ("Q2", "declared as none", 1),
    ]
