"""The airport survey's published distribution, sent through our own models and semantic layer.

San Francisco International Airport, customer survey 2017, net promoter and overall satisfaction:
how many gave each answer, and what they weigh together; the answers themselves are not kept here.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from orchestration.settings import Settings
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer
from tests.golden.compiled import compute, copied_warehouse, give

MAY = date(2017, 5, 1)
# As given: how many, and their weight; the code 11 and no code at all mean blank.
RECOMMENDED = """
    ('10', 872, 898.112063), ('9', 564, 541.183911), ('8', 677, 681.308995),
    ('7', 291, 295.996879), ('6', 130, 123.431281), ('5', 144, 142.275401),
    ('4', 18, 16.856276), ('3', 19, 17.611687), ('2', 8, 7.251758), ('1', 6, 6.570291),
    ('0', 17, 15.798031), ('11', 84, 83.659345), ('', 1, 0.944082)
"""
# Five boxes; 0 is blank, 6 not applicable.
SATISFIED = """
    ('5', 699, 713.891205), ('4', 1507, 1502.504948), ('3', 444, 438.761859),
    ('2', 32, 32.438775), ('1', 6, 6.149974), ('0', 143, 137.253240)
"""
ANSWERS = """
select
    '{metric}-' || given || '-' || number as survey_answer_id, 'airport' as survey_id,
    '{metric}' as question_id, 'airport' as source_name, '{metric}' as metric_name,
    'other' as channel_name, given as score_raw, try_cast(given as double) as answer_value,
    {scale_min} as scale_min, {scale_max} as scale_max, weight / answers as weight,
    true as is_higher_better, timestamp '2017-05-10 12:00:00' as answered_at
from (values {groups}) as groups (given, answers, weight), range(answers) as numbers (number)
"""


@pytest.fixture(scope="module")
def airport(company: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SemanticLayer]:
    folder = tmp_path_factory.mktemp("airport")
    recommended = ANSWERS.format(metric="nps", scale_min=0, scale_max=10, groups=RECOMMENDED)
    satisfied = ANSWERS.format(metric="csat", scale_min=1, scale_max=5, groups=SATISFIED)
    with copied_warehouse(company, folder) as connection:
        union = f"{recommended} union all by name {satisfied}"
        give(connection, "intermediate.int_survey_answers_unioned", union)
        compute(connection, company, "fct_survey_responses")
    with SemanticLayer(folder / company.published_warehouse.name) as layer:
        yield layer


def asked(layer: SemanticLayer, *metrics: str) -> dict[str, object]:
    query = MetricsQuery(
        metrics=metrics,
        group_by=("metric_time__month",),
        start=MAY,
        end=date(2017, 5, 31),
        interval=True,
    )
    answer = layer.query(query)
    (row,) = answer.rows
    return dict(zip(answer.columns, row, strict=True))


def test_the_airport_is_recommended_as_published(airport: SemanticLayer) -> None:
    counts = ("nps_responses", "nps_promoters", "nps_passives", "nps_detractors")

    told = asked(airport, "nps", *counts)

    assert [told[name] for name in counts] == [2746, 1436, 968, 342]
    # Whoever counts the code 11 as a promoter reads 41.6254 of 2,830 answers.
    assert told["nps"] == pytest.approx(39.8398, abs=5e-5)
    assert (told["nps_low"], told["nps_high"]) == pytest.approx((37.18, 42.41), abs=0.005)


def test_the_airport_is_recommended_by_weight_as_published(airport: SemanticLayer) -> None:
    told = asked(airport, "nps_weighted")

    assert told["nps_weighted"] == pytest.approx(40.3984, abs=5e-5)


def test_the_airport_satisfies_as_published(airport: SemanticLayer) -> None:
    told = asked(airport, "csat", "csat_responses")

    assert told["csat_responses"] == 2688
    assert told["csat"] == pytest.approx(0.820685, abs=5e-7)
