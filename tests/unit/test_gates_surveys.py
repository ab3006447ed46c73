"""Tests of the rules for survey answers, asked of real rows through Great Expectations."""

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from quality.contract import ColumnContract, TableContract
from quality.gates import run_gate
from tests.unit.gates import NIGHT, write

RESPONSES = TableContract(
    source="qualtrics",
    name="responses",
    description="Responses.",
    format="csv",
    key=("ResponseId",),
    columns=(
        ColumnContract("ResponseId", "Id.", "varchar", required=True),
        ColumnContract("survey_id", "Survey.", "varchar", required=True),
        ColumnContract("IPAddress", "Address.", "varchar", personal=True),
        ColumnContract("RecordedDate", "Recorded.", "timestamp", required=True),
        ColumnContract("answers", "Answers.", "json", personal=True),
    ),
    rest="answers",
)


def survey(
    tmp_path: Path,
    validator: Any,
    answers: list[dict[str, str]],
    past: list[dict[str, str]] | None = None,
    *,
    minutes_apart: int = 60,
    scale: str = "nps,0,10,true",
) -> set[str]:
    """The rules that fail on these answers from one address to a survey of Q1, 0 to 10."""
    seeds = tmp_path / "seeds"
    seeds.mkdir(parents=True)
    (seeds / "survey_questions.csv").write_text(
        "source_name,survey_id,question_id,metric_name,scale_min,scale_max,is_higher_better\n"
        f"qualtrics,SV,Q1,{scale}\n"
        "qualtrics,SV,Q8,none,,,\n"
    )
    for night, given in ((NIGHT - timedelta(days=1), past), (NIGHT, answers)):
        first = datetime.combine(night - timedelta(days=30), time())
        rows = [
            {
                "ResponseId": f"{night} {n}",
                "survey_id": "SV",
                "IPAddress": "192.0.2.1",
                "RecordedDate": first + n * timedelta(minutes=minutes_apart),
                "answers": json.dumps(answer),
            }
            for n, answer in enumerate(given or [])
        ]
        write(tmp_path, RESPONSES, rows, night=night)
    verdicts = run_gate(tmp_path, RESPONSES, as_of=NIGHT, seeds=seeds, validator=validator)
    return {verdict.rule for verdict in verdicts if not verdict.passed}


def test_declared_questions_on_their_scale_pass(tmp_path: Path, validator: Any) -> None:
    answers = [{"Q1": "9", "Q1_NPS_GROUP": "Promoter"}, {"Q1": "11"}, {"Q3": "fine"}] * 20

    assert survey(tmp_path, validator, answers) == set()


def test_a_renamed_question_is_missed(tmp_path: Path, validator: Any) -> None:
    answers = [{"Q5": "9", "Q5_NPS_GROUP": "Promoter"}] * 30

    assert survey(tmp_path, validator, answers) == {"questions_present", "scores_declared"}


def test_a_question_on_a_scale_nobody_declared_is_named_with_its_file(
    tmp_path: Path, validator: Any
) -> None:
    answers = [{"Q1": "9", "Q7": score} for score in ("1", "5", "4 - Agree")]

    assert survey(tmp_path / "scale", validator, answers) == {"scores_declared"}
    texts = [{"Q1": "9", "Q7": said} for said in ("1", "too slow", "5")]
    assert survey(tmp_path / "text", validator, texts) == set()


def test_a_question_may_be_left_out_by_declaring_it(tmp_path: Path, validator: Any) -> None:
    answers = [{"Q1": "9", "Q8": score} for score in ("1", "5", "4")]

    assert survey(tmp_path, validator, answers) == set()


@pytest.mark.parametrize(
    "scale", ["nps,1,5,true", "nps,0,10,false", "csat,4,4,true", "ces,5,1,false", "csat,1,5,"]
)
def test_a_scale_that_is_none_is_named(tmp_path: Path, validator: Any, scale: str) -> None:
    assert "scales_declared" in survey(tmp_path, validator, [{"Q1": "4"}] * 6, scale=scale)


def test_answers_off_the_scale_are_another_scale(tmp_path: Path, validator: Any) -> None:
    assert survey(tmp_path, validator, [{"Q1": "11"}] * 6) == {"scores_on_scale"}


def test_a_turned_scale_is_told(tmp_path: Path, validator: Any) -> None:
    past = [{"Q1": score} for score in ("10", "9", "9", "8", "10", "3")] * 20
    turned = [{"Q1": score} for score in ("0", "1", "1", "2", "0", "7")] * 3

    assert survey(tmp_path / "same", validator, past[:18], past) == set()
    assert survey(tmp_path / "turned", validator, turned, past) == {"scores_moved"}


def test_the_same_answers_of_an_office_over_weeks_are_people(
    tmp_path: Path, validator: Any
) -> None:
    assert survey(tmp_path, validator, [{"Q1": "10"}] * 400) == set()


def test_the_same_answers_every_minute_from_one_address_are_a_script(
    tmp_path: Path, validator: Any
) -> None:
    failed = survey(tmp_path, validator, [{"Q1": "10"}] * 40, minutes_apart=1)

    assert failed == {"answers_by_people"}
