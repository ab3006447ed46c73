-- Whoever has recurring revenue at the end of a month has a row in the next one.
with customer_months as (

    select * from {{ ref('fct_customer_months') }}

),

with_next as (

    select
        customer_month_id,
        is_active_at_end,
        month_date,
        lead(month_date) over (
            partition by customer_id
            order by month_date asc
        ) as next_month_date,
        max(month_date) over () as last_month_date
    from customer_months

)

select
    customer_month_id,
    month_date,
    next_month_date
from with_next
where
    is_active_at_end
    and month_date < last_month_date
    and (
        next_month_date is null
        or {{ dbt.datediff('month_date', 'next_month_date', 'month') }} <> 1
    )
