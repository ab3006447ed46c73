"""What the forecasts read from the marts: one row per customer, as columns.

SQL and its conversion to arrays; what the numbers mean for a model is in the models.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orchestration.forecasts.months import complete_month_ends, since_last_break
from orchestration.forecasts.outcomes import Floats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# Time is counted in weeks, as in the papers; a purchase is a day with at least one order. What goes
# back on a day of its own is no purchase and comes off what the repeat purchases brought (D180).
CUSTOMERS_SQL = """
with purchase_days as (
    select customer_id, order_date, sum(amount) as amount
    from marts.fct_orders
    where
        order_type = 'one_off'
        and amount is not null
        and customer_id <> 'unknown'
        and order_date <= $valuation_date
    group by customer_id, order_date
),

first_days as (
    select customer_id, min(order_date) as first_date
    from purchase_days
    where amount >= 0
    group by customer_id
),

buyers as (
    select
        purchase_days.customer_id,
        count(*) filter (where amount >= 0) - 1 as frequency,
        date_diff('day', min(first_date), max(order_date) filter (where amount >= 0)) / 7.0
            as recency,
        date_diff('day', min(first_date), $valuation_date) / 7.0 as age,
        greatest(sum(amount) filter (where order_date > first_date), 0)
        / nullif(count(*) filter (where amount >= 0) - 1, 0) as spend
    from purchase_days
    inner join first_days using (customer_id)
    group by purchase_days.customer_id
),

latest_spells as (
    select
        customer_id,
        max(started_month_date) as started_month_date
    from marts.fct_subscription_spells
    where started_month_date <= $valuation_date
    group by customer_id
),

contracts as (
    select
        latest_spells.customer_id,
        date_diff('month', started_month_date, date_trunc('month', $valuation_date)) as tenure,
        coalesce(mrr_end_amount, 0) as mrr
    from latest_spells
    left join marts.fct_customer_months as months
        on
            latest_spells.customer_id = months.customer_id
            and months.month_date = date_trunc('month', $valuation_date)
),

earnings as (
    select customer_id, revenue_date as earned_date, amount * $gross_margin as margin
    from marts.fct_revenue
    where revenue_type <> 'one_off'
    union all
    select customer_id, order_date, margin_amount
    from marts.fct_orders
    where order_type = 'one_off'
),

margins as (
    select customer_id, sum(margin) as margin
    from earnings
    where
        customer_id <> 'unknown'
        and earned_date <= $valuation_date
        and margin is not null
    group by customer_id
)

select
    margins.customer_id,
    margins.margin as historical_margin,
    coalesce(contracts.tenure, -1) as tenure,
    coalesce(contracts.mrr, 0) as mrr,
    coalesce(buyers.frequency, -1) as frequency,
    coalesce(buyers.recency, 0) as recency,
    coalesce(buyers.age, 0) as age,
    coalesce(buyers.spend, 0) as spend
from margins
left join contracts using (customer_id)
left join buyers using (customer_id)
order by margins.customer_id
"""

# What was seen of each contract by the valuation: a later loss was still to come.
SPELLS_SQL = """
select
    date_diff(
        'month',
        started_month_date,
        least(
            coalesce(lost_month_date, $valuation_date),
            date_trunc('month', $valuation_date)
        )
    ) as tenure,
    coalesce(lost_month_date <= $valuation_date, false) as has_ended
from marts.fct_subscription_spells
where started_month_date <= $valuation_date
"""


@dataclass(frozen=True)
class CustomerReadings:
    """Everyone who ever paid, one element per customer, ordered by id.

    Attributes:
        customer_id: An Arrow column of text.
        historical_margin: Currency units.
        tenure: Months since the running or last contract began; −1 without any.
        mrr: Recurring revenue per month on the valuation date; 0 without a running contract.
        frequency: Repeat purchase days; −1 for those who never bought without a contract.
        recency: Weeks from the first to the last purchase day.
        age: Weeks from the first purchase day to the valuation date.
        spend: Mean value of repeat purchase days less what went back; 0 if nothing is left.
        spell_tenure: One element per contract ever seen: months to its loss or the valuation.
        spell_ended: Whether that contract was lost.
    """

    customer_id: Any
    historical_margin: Floats
    tenure: NDArray[np.int64]
    mrr: Floats
    frequency: Floats
    recency: Floats
    age: Floats
    spend: Floats
    spell_tenure: NDArray[np.int64]
    spell_ended: NDArray[np.bool_]


def month_ends(connection: "DuckDBPyConnection", as_of: date) -> list[date]:
    """The last day of every complete month to `as_of` since there is revenue without a break."""
    # All rows are fetched: a result with rows left would block the connection.
    found = connection.execute(
        "select distinct date_trunc('month', revenue_date) from marts.fct_revenue"
    ).fetchall()
    first = since_last_break(month for (month,) in found if month)
    return complete_month_ends(first, as_of) if first else []


def read_customers(
    connection: "DuckDBPyConnection", valuation_date: date, *, gross_margin: float
) -> CustomerReadings:
    """Everyone who paid up to the valuation date, and every contract until then."""
    parameters = {"valuation_date": valuation_date}
    rows: Any = connection.sql(
        CUSTOMERS_SQL, params={**parameters, "gross_margin": gross_margin}
    ).to_arrow_table()
    spells: Any = connection.sql(SPELLS_SQL, params=parameters).to_arrow_table()

    def floats(name: str) -> Floats:
        values: Floats = rows[name].to_numpy().astype(np.float64)
        return values

    return CustomerReadings(
        customer_id=rows["customer_id"],
        historical_margin=floats("historical_margin"),
        tenure=rows["tenure"].to_numpy().astype(np.int64),
        mrr=floats("mrr"),
        frequency=floats("frequency"),
        recency=floats("recency"),
        age=floats("age"),
        spend=floats("spend"),
        spell_tenure=spells["tenure"].to_numpy().astype(np.int64),
        spell_ended=spells["has_ended"].to_numpy().astype(np.bool_),
    )
