"""Tests of the rules for answers and contacts of the company's own files."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from quality.contract import ColumnContract, TableContract
from quality.gates import run_gate
from quality.suites.mapped import mapped_rules
from tests.unit.gates import NIGHT, write

ANSWERS = TableContract(
    source="mapped",
    name="survey_responses",
    description="Answers.",
    format="feed",
    key=("_source", "response_id", "question_id"),
    columns=(
        ColumnContract("_source", "Feed.", "varchar", required=True),
        ColumnContract("response_id", "Id.", "varchar", required=True),
        ColumnContract("question_id", "Question.", "varchar", required=True),
        ColumnContract("metric_name", "Metric.", "varchar", required=True),
        ColumnContract("score", "Score.", "double"),
        ColumnContract("scale_min", "Lowest.", "double"),
        ColumnContract("scale_max", "Highest.", "double"),
        ColumnContract("weight", "Weight.", "double"),
        ColumnContract("is_higher_better", "Direction.", "boolean"),
    ),
)
ANSWER = {
    "_source": "survey",
    "question_id": "Q1",
    "metric_name": "csat",
    "score": 4.0,
    "scale_min": 1.0,
    "scale_max": 5.0,
    "weight": None,
    "is_higher_better": True,
}
UNDECLARED = {"scale_min": None, "scale_max": None, "is_higher_better": None}


def failed(tmp_path: Path, validator: Any, *answers: dict[str, Any]) -> dict[str, tuple[str, ...]]:
    """The rules that fail on these answers, each given three times, with their examples."""
    rows = [
        {**ANSWER, **told, "response_id": f"{place}-{again}"}
        for place, told in enumerate(answers)
        for again in range(3)
    ]
    write(tmp_path, ANSWERS, rows)
    verdicts = run_gate(tmp_path, ANSWERS, as_of=NIGHT, validator=validator)
    return {verdict.rule: verdict.examples for verdict in verdicts if not verdict.passed}


NPS = {"metric_name": "nps", "question_id": "Q2", **UNDECLARED}


def test_declared_scales_and_codes_pass(tmp_path: Path, validator: Any) -> None:
    answers = ({}, {**NPS, "score": 9.0}, {"score": None, **UNDECLARED})

    assert failed(tmp_path, validator, *answers) == {}


def test_a_code_that_no_map_declares_is_told_and_stops_nothing(
    tmp_path: Path, validator: Any
) -> None:
    answers = ({**NPS, "score": 9.0}, {**NPS, "score": 99.0})

    told = failed(tmp_path, validator, *answers)

    assert told == {"codes_declared": ("landing/a: column score of Q2, 3 answers",)}
    assert not next(rule for rule in mapped_rules(ANSWERS) if rule.name in told).is_blocking


@pytest.mark.parametrize("field", UNDECLARED)
def test_a_scale_that_no_map_declares_is_named_with_file_and_column(
    tmp_path: Path, validator: Any, field: str
) -> None:
    assert failed(tmp_path, validator, {}, {field: None, "question_id": "Q7"}) == {
        "scales_declared": ("landing/a: column score of Q7 (csat)",)
    }


@pytest.mark.parametrize(
    ("answer", "metric"),
    [
        # Of one box, and from the last to the first.
        ({"scale_min": 4.0, "scale_max": 4.0}, "csat"),
        ({"metric_name": "ces", "scale_min": 5.0, "scale_max": 1.0}, "ces"),
        # Stars and percentages are no answers to the question that NPS asks.
        ({"metric_name": "nps", "scale_min": 0.0, "scale_max": 100.0}, "nps"),
        ({"metric_name": "nps", "scale_min": 1.0, "scale_max": 5.0}, "nps"),
        ({**NPS, "is_higher_better": False}, "nps"),
    ],
)
def test_a_scale_that_is_none_is_named(
    tmp_path: Path, validator: Any, answer: dict[str, Any], metric: str
) -> None:
    told = failed(tmp_path, validator, {**answer, "question_id": "Q8"})

    assert told["scales_declared"] == (f"landing/a: column score of Q8 ({metric})",)


def test_a_scale_of_recommendation_may_begin_at_one(tmp_path: Path, validator: Any) -> None:
    answer = {**NPS, "scale_min": 1.0, "scale_max": 10.0, "is_higher_better": True}

    assert failed(tmp_path, validator, answer) == {}


def test_a_code_among_the_weights_is_named(tmp_path: Path, validator: Any) -> None:
    answers = ({"weight": 0.0}, {"weight": 2.5}, {"weight": -9.0})

    assert failed(tmp_path, validator, *answers) == {
        "weights_counted": ("landing/a: column weight of Q1, 3 answers",)
    }


def test_answers_off_their_scale_are_another_scale(tmp_path: Path, validator: Any) -> None:
    assert failed(tmp_path, validator, {"score": 7.0}, {"score": 6.0}, {"score": 5.0}) == {
        "scores_on_scale": ("landing/a: column score of Q1",),
        "codes_declared": ("landing/a: column score of Q1, 6 answers",),
    }


CONTACTS = TableContract(
    source="mapped",
    name="contacts",
    description="Contacts.",
    format="feed",
    key=("_source", "contact_id"),
    columns=(
        ColumnContract("_source", "Feed.", "varchar", required=True),
        ColumnContract("contact_id", "Id.", "varchar", required=True),
        ColumnContract("status", "Status.", "varchar"),
        ColumnContract("resolved_at", "Last resolution.", "timestamp"),
    ),
)
SOLVED = datetime(2026, 3, 1)  # noqa: DTZ001 - UTC without zone


@pytest.mark.parametrize(
    ("status", "resolved_at", "examples"),
    [
        (
            "Closed",
            None,
            ("landing/a: column status, 2 contacts that are closed without resolved_at",),
        ),
        ("Closed", SOLVED, None),
        ("open", None, None),
        (None, None, None),
    ],
)
def test_contacts_that_are_over_without_a_time_are_told(
    tmp_path: Path,
    validator: Any,
    status: str | None,
    resolved_at: datetime | None,
    examples: tuple[str, ...] | None,
) -> None:
    contact = {"_source": "desk", "status": status, "resolved_at": resolved_at}
    write(tmp_path, CONTACTS, [{**contact, "contact_id": number} for number in "12"])

    verdicts = run_gate(tmp_path, CONTACTS, as_of=NIGHT, validator=validator)

    told = {verdict.rule: verdict.examples for verdict in verdicts if not verdict.passed}
    assert told.get("ended_when") == examples
    assert not any(v.is_blocking for v in verdicts if v.rule == "ended_when")


TERMS = TableContract(
    source="mapped",
    name="subscription_terms",
    description="Terms.",
    format="feed",
    key=("_source", "term_id"),
    columns=(
        ColumnContract("_source", "Feed.", "varchar", required=True),
        ColumnContract("term_id", "Id.", "varchar", required=True),
        ColumnContract("customer_id", "Customer.", "varchar", required=True),
        ColumnContract("start_date", "First day.", "date", required=True),
        ColumnContract("end_date", "First day after.", "date"),
    ),
)


@pytest.mark.parametrize(("last_day", "is_told"), [(31, True), (32, False)])
def test_terms_that_end_on_their_last_day_are_told(
    tmp_path: Path, validator: Any, last_day: int, is_told: bool
) -> None:
    first = {"_source": "box", "start_date": date(2026, 1, 1)}
    first["end_date"] = date(2025, 12, 31) + timedelta(days=last_day)
    then = {"_source": "box", "start_date": date(2026, 2, 1), "end_date": None}
    customers = [{"customer_id": f"{number}"} for number in range(10)]
    rows = [
        {**term, **customer, "term_id": f"{customer['customer_id']}-{place}"}
        for customer in customers
        for place, term in enumerate((first, then))
    ]
    write(tmp_path, TERMS, rows)

    verdicts = run_gate(tmp_path, TERMS, as_of=NIGHT, validator=validator)

    (verdict,) = (one for one in verdicts if one.rule == "ends_the_day_after")
    assert (verdict.passed, verdict.is_blocking) == (not is_told, False)
