"""The second night: incremental, and the same as building anew."""

from pathlib import Path

import duckdb

from orchestration.settings import Settings
from tests.conftest import NEXT, THROUGH
from tests.pipeline.nights import build, copy_of, differences, fingerprints, quick_night


def test_an_increment_gives_the_rows_of_a_full_refresh(
    delivered: Settings, second: Settings, tmp_path: Path
) -> None:
    """And a night that follows one that was killed, those of a night that nothing happened to."""
    anew = copy_of(delivered, tmp_path)

    quick_night(anew, NEXT, full_refresh=True)

    layers = ("intermediate", "marts", "staging")
    left, right = second.published_warehouse, anew.published_warehouse
    assert differences(left, right, schemas=layers) == {}
    for written in ("forecasts", "feedback"):
        assert fingerprints(second.lake / written) == fingerprints(anew.lake / written)


def test_an_order_that_went_to_another_customer_is_nobody_elses(second: Settings) -> None:
    with duckdb.connect(str(second.published_warehouse), read_only=True) as connection:
        orders, distinct = connection.execute(
            "select count(*), count(distinct order_id) from marts.fct_orders"
        ).fetchall()[0]
        files = f"{second.landing}/salesforce/orders/*.csv"
        staged, sent = connection.execute(
            "select (select count(*) from staging.stg_salesforce__orders), count(distinct Id)"
            " from read_csv(?)",
            [files],
        ).fetchall()[0]

    assert (orders, staged) == (distinct, sent)


def test_an_older_night_can_be_computed_again(
    company: Settings, second: Settings, tmp_path: Path
) -> None:
    back = copy_of(second, tmp_path)

    build(back, THROUGH)

    assert differences(company.published_warehouse, back.published_warehouse) == {}
