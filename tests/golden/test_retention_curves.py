"""The retention curve against a textbook's: the models' own SQL over published observations.

Freireich et al. (1963), The Effect of 6-Mercaptopurine on the Duration of Steroid-induced
Remissions in Acute Leukemia, Blood 21: 21 patients, weeks in remission. Curve and errors as in
Cox & Oakes (1984), Analysis of Survival Data, and Kleinbaum & Klein, Survival Analysis.
"""

import math
from pathlib import Path

import duckdb
import pytest

from orchestration.settings import Settings

MODELS = Path("compiled/cx_warehouse/dbt_project/models/marts/revenue")
RELAPSED = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STILL_IN_REMISSION = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
PUBLISHED = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
PUBLISHED_ERROR = {6: 0.0764, 7: 0.0869, 10: 0.0963, 13: 0.1068, 16: 0.1141, 22: 0.1282, 23: 0.1346}

Point = tuple[float, float | None, float | None]


@pytest.fixture(scope="module")
def curve(company: Settings) -> dict[int, Point]:
    """The curve of all 21, by what the night compiled, a week in place of a month."""
    with duckdb.connect() as connection:
        connection.execute(
            """
            attach ':memory:' as warehouse;
            create schema warehouse.marts;
            create table warehouse.marts.dim_customers as select
                'patient' as customer_id, 'patient' as customer_type, 'none' as tier_name,
                'unknown' as region_name, 'unknown' as acquisition_channel_name;
            create table warehouse.marts.fct_subscription_spells (
                customer_id varchar, tenure_months bigint, is_lost boolean,
                started_month_date date, _loaded_on date
            );
            """
        )
        connection.executemany(
            "insert into warehouse.marts.fct_subscription_spells"
            " values ('patient', ?, ?, '1959-04-01', '1963-01-01')",
            [(week, True) for week in RELAPSED] + [(week, False) for week in STILL_IN_REMISSION],
        )
        for model in ("fct_contract_attrition", "fct_retention_curves"):
            query = (company.target / MODELS / f"{model}.sql").read_text(encoding="utf-8")
            connection.execute(f"create table warehouse.marts.{model} as {query}")
        rows = connection.execute(
            "select tenure_months, survival_rate, survival_low_rate, survival_high_rate"
            " from warehouse.marts.fct_retention_curves where segment_type = 'all'"
        ).fetchall()
    return {week: (share, low, high) for week, share, low, high in rows}


def test_the_remissions_of_1963_are_kept_as_published(curve: dict[int, Point]) -> None:
    found = {week: curve[week][0] for week in PUBLISHED}

    assert found == pytest.approx(PUBLISHED, abs=0.0005)


def test_the_curve_stands_still_where_nobody_is_lost(curve: dict[int, Point]) -> None:
    assert len(curve) == 36
    assert curve[0] == (1.0, None, None)
    assert curve[21][0] == curve[16][0]
    assert curve[35][0] == curve[23][0]


@pytest.mark.parametrize("week", PUBLISHED)
def test_the_interval_follows_from_the_published_error(curve: dict[int, Point], week: int) -> None:
    share, error = PUBLISHED[week], PUBLISHED_ERROR[week]
    # On the scale of log(−log S) the error is SE / (S |ln S|); the interval is S^exp(±1.96 · it).
    spread = 1.959964 * error / (share * abs(math.log(share)))

    assert curve[week][1] == pytest.approx(share ** math.exp(spread), abs=0.002)
    assert curve[week][2] == pytest.approx(share ** math.exp(-spread), abs=0.002)


def test_an_interval_is_worked_by_hand(curve: dict[int, Point]) -> None:
    # Week 6: 3 of 21. Greenwood: 3/(21 × 18) = 0.007937, its root 0.0890871, ln(18/21) = −0.154151;
    # 1.959964 × 0.0890871 / 0.1541507 = 1.132706; exp(±1.132706) = 3.104046 and 0.322160.
    assert curve[6][1] == pytest.approx(0.857143**3.104046, abs=1e-5)
    assert curve[6][2] == pytest.approx(0.857143**0.322160, abs=1e-5)
