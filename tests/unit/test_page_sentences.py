"""What a page says in a sentence, where the numbers beside it are few or unknown."""

import duckdb
import pytest
from test_reports_pages import query_of


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
