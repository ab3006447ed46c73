"""The purchases of CDNOW's customers, as published, through our own models and semantic layer.

Fader & Hardie, January 1997 to June 1998: 23,570 customers, 69,659 purchases, $2,500,315.63, and of
the first month's 7,846 customers how many bought in each month since. The purchases themselves
are not ours to commit: the same totals and the same cohort are composed here, and the months
moved to those of the demo company.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from orchestration.settings import Settings
from reports.metric_queries import MetricsQuery
from reports.semantic import SemanticLayer
from tests.golden.compiled import compute, copied_warehouse, give

FIRST, LAST = date(2024, 12, 1), date(2026, 5, 31)
COHORT = (7846, 1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497)
COHORT += (498,)

# Of the first month's customers the first ones buy in each later month; all others come in the
# last month and make the rest of the purchases in it. The cents are dealt out evenly.
PURCHASES = f"""
with cohort as (
    select customers.number as customer, months.month
    from
        (select unnest({list(COHORT)}) as buyers, unnest(range(18)) as month) as months,
        range(7846) as customers (number)
    where customers.number < months.buyers
),

others as (
    select 7846 + number % (23570 - 7846) as customer, 17 as month
    from range(69659 - {sum(COHORT)}) as numbers (number)
),

purchases as (
    select *, row_number() over (order by month, customer) as place
    from (from cohort union all from others)
)

select
    'cdnow:' || place as order_id, 'cdnow:' || customer as customer_id, 'cdnow' as source_name,
    'one_off' as order_type, 'EUR' as currency_code,
    (250031563 // 69659 + case when place <= 250031563 % 69659 then 1 else 0 end) / 100 as amount,
    true as is_counted,
    cast(date '{FIRST}' + to_months(month::int) as date) as order_date,
    date '{FIRST}' + to_months(month::int) as ordered_at
from purchases
"""
CHAIN = ("int_purchase_silence", "int_revenue_unioned", "int_revenue_by_month")
CHAIN += ("fct_orders", "fct_revenue", "fct_purchase_months")


@pytest.fixture(scope="module")
def shop(company: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SemanticLayer]:
    folder = tmp_path_factory.mktemp("shop")
    with copied_warehouse(company, folder) as connection:
        give(connection, "intermediate.int_orders_identified", PURCHASES)
        for contracts in ("int_service_months", "int_recurring_revenue_changed"):
            give(connection, f"intermediate.{contracts}", f"from intermediate.{contracts} limit 0")
        compute(connection, company, *CHAIN)
    with SemanticLayer(folder / company.published_warehouse.name) as layer:
        yield layer


def test_customers_purchases_and_revenue_are_as_published(shop: SemanticLayer) -> None:
    metrics = ("paying_customers", "orders", "revenue", "revenue_per_customer")

    ((customers, orders, revenue, each),) = shop.query(
        MetricsQuery(metrics, start=FIRST, end=LAST)
    ).rows

    assert (customers, orders) == (23570, 69659)
    assert revenue == pytest.approx(2_500_315.63, abs=0.005)
    assert each == pytest.approx(106.0804, abs=5e-5)


def test_the_first_cohort_is_active_by_month_as_published(shop: SemanticLayer) -> None:
    query = MetricsQuery(
        ("cohort_customers_active", "cohort_customers"),
        group_by=("purchase_month__cohort_month_date", "purchase_month__months_since_first"),
        start=FIRST,
        end=LAST,
    )

    rows = [tuple(row[1:]) for row in shop.query(query).rows if row[0] == FIRST]

    assert rows == [(month, buyers, 7846) for month, buyers in enumerate(COHORT)]
