"""The airport survey's published distribution, asked of our own semantic layer.

San Francisco International Airport, customer survey 2017, net promoter and overall satisfaction:
the numbers of answers per group as published; the answers themselves are not kept here.
"""

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer

MAY = date(2017, 5, 1)
# Recommendation: answers, one score that stands for its group; the code 11 means blank.
RECOMMENDED = ((1436, 10), (968, 8), (342, 3), (70, None))
# Satisfaction of five boxes: 2,206 of 2,688 gave one of the two top ones.
SATISFIED = ((2206, 5), (482, 2), (30, None))

ANSWERS = """
insert into marts.fct_survey_responses by name
select
    $metric || '-' || coalesce(cast($score as varchar), 'none') || '-' || n as survey_response_id,
    'unknown' as customer_id, 'airport' as survey_id, 'airport' as source_name,
    $metric as metric_name, 'other' as channel_name, 1.0 as weight,
    cast($score as double) as score, $score is not null as is_valid,
    $metric = 'nps' and $score >= 9 as is_promoter,
    $metric = 'nps' and $score between 7 and 8 as is_passive,
    $metric = 'nps' and $score <= 6 as is_detractor,
    $metric = 'csat' and $score >= 4 as is_satisfied,
    $day as answered_date
from range($answers) as answers (n)
"""


@pytest.fixture(scope="module")
def airport(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SemanticLayer]:
    file = tmp_path_factory.mktemp("airport") / "warehouse.duckdb"
    shutil.copy(warehouse, file)
    with duckdb.connect(str(file)) as connection:
        for metric, groups in (("nps", RECOMMENDED), ("csat", SATISFIED)):
            for answers, score in groups:
                told = {"metric": metric, "answers": answers, "score": score, "day": MAY}
                connection.execute(ANSWERS, told)
    with SemanticLayer(file) as layer:
        yield layer


def asked(layer: SemanticLayer, *metrics: str) -> tuple[object, ...]:
    query = MetricsQuery(
        metrics=metrics, group_by=("metric_time__month",), start=MAY, end=date(2017, 5, 31)
    )
    (row,) = layer.query(query).rows
    return tuple(row[1:])


def test_the_airport_is_recommended_as_published(airport: SemanticLayer) -> None:
    score, answers = asked(airport, "nps", "nps_responses")

    assert answers == 2746
    assert score == pytest.approx(39.8398, abs=5e-5)


def test_the_airport_satisfies_as_published(airport: SemanticLayer) -> None:
    share, answers = asked(airport, "csat", "csat_responses")

    assert answers == 2688
    assert share == pytest.approx(0.820685, abs=5e-7)
