"""The seeds that define journeys: the company's own pass, each mistake is told with its line."""

from pathlib import Path

import pytest

from quality.journeys import JourneysError, check_journeys

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
JOURNEYS = """\
journey_code,journey_name,start_event_name,completion_event_name,window_days,owner_name
visit,Visit,Came,Bought,7,Shop
"""
TOUCHPOINTS = """\
journey_code,stage_number,stage_name,touchpoint_name,channel_name,is_moment_of_truth,source_name,event_name
visit,1,Arrival,Door,in_person,false,log,Came
visit,2,Purchase,Till,in_person,true,log,Bought
"""


def told(folder: Path, journeys: str, touchpoints: str) -> str:
    (folder / "journeys.csv").write_text(journeys, encoding="utf-8")
    (folder / "touchpoints.csv").write_text(touchpoints, encoding="utf-8")
    try:
        check_journeys(folder)
    except JourneysError as error:
        return str(error)
    return ""


def test_the_journeys_of_the_company_are_whole() -> None:
    check_journeys(SEEDS)


def test_whole_journeys_pass(tmp_path: Path) -> None:
    assert told(tmp_path, JOURNEYS, TOUCHPOINTS) == ""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Came,Bought,7", "Came,,7", "journeys.csv:2: no completion event"),
        ("Came,Bought,7", "Came,Bougth,7", "journeys.csv:2: completion_event_name 'Bougth' marks"),
        ("Came,Bought,7", "Came,Bougth,7", "did you mean 'Bought'?"),
        ("Came,Bought,7", "Came,Came,7", "journeys.csv:2: it ends with the event that begins it"),
        ("Bought,7", "Bought,week", "journeys.csv:2: window_days is 'week'"),
        ("owner_name", "owner", "journeys.csv:1: the columns must be journey_code"),
    ],
)
def test_a_mistake_in_a_journey_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in told(tmp_path, JOURNEYS.replace(old, new), TOUCHPOINTS)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Till", "x" * 200_000, "touchpoints.csv:3: no CSV: field larger than field limit"),
        ("true,log,Bought", "true,log,", "touchpoints.csv:3: a stage without an event"),
        ("true,log,Bought", "true,log,Came", "touchpoints.csv:3: the event 'Came' marks the stage"),
        ("visit,2", "visits,2", "there is no journey 'visits' in journeys.csv; did you mean"),
        ("visit,2", "visit,1", "stage 1 of 'visit' stands in touchpoints.csv:2 already, with"),
        ("visit,2", "visit,two", "touchpoints.csv:3: stage_number is 'two'"),
        ("in_person,true", "in_person,yes", "touchpoints.csv:3: is_moment_of_truth is neither"),
    ],
)
def test_a_mistake_in_a_stage_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert message in told(tmp_path, JOURNEYS, TOUCHPOINTS.replace(old, new))


def test_a_stage_may_be_told_by_the_events_of_several_logs(tmp_path: Path) -> None:
    till = "visit,2,Purchase,Till,in_person,true,{log},{event}\n"
    more = till.format(log="old", event="Bought") + till.format(log="older", event="sold")

    assert told(tmp_path, JOURNEYS, TOUCHPOINTS + more) == ""


def test_the_event_that_begins_a_journey_marks_one_stage_of_it(tmp_path: Path) -> None:
    again = "visit,3,Arrival,Door,in_person,false,old,Came\n"

    message = told(tmp_path, JOURNEYS, TOUCHPOINTS + again)

    assert message == (
        "touchpoints.csv:4: the event 'Came' marks stage 1 in touchpoints.csv:2: give both rows"
        " one stage_number"
    )
