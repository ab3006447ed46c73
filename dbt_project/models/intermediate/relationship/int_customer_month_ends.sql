-- One row per customer and complete month at whose end they are a customer.
with revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

orders as (

    select * from {{ ref('int_orders_identified') }}

),

month_ends as (

    select
        month_start_date as month_date,
        max(date_day) as month_end_date
    from {{ ref('dim_dates') }}
    where month_start_date < {{ first_open_month(as_of()) }}
    group by month_start_date

),

-- A purchase is the last one until the next, and forgotten after a year without any.
purchase_days as (

    select
        customer_id,
        order_date,
        least(
            lead(order_date, 1, {{ never() }}) over (
                partition by customer_id
                order by order_date asc
            ),
            {{ days_after('order_date', var('buyer_active_days')) }}
        ) as until_date
    from orders
    where
        is_counted
        and order_type = 'one_off'
        and {{ is_purchase('amount') }}
        and customer_id <> 'unknown'
    group by customer_id, order_date

),

presences as (

    select
        revenue_changes.customer_id,
        month_ends.month_end_date,
        1 as on_contract,
        revenue_changes.mrr_end_amount as mrr_amount,
        cast(null as date) as last_purchase_date
    from revenue_changes
    inner join month_ends
        on
            revenue_changes.month_date <= month_ends.month_date
            and revenue_changes.until_date > month_ends.month_date
    where
        revenue_changes.mrr_end_amount > 0
        and revenue_changes.customer_id <> 'unknown'

    union all

    select
        purchase_days.customer_id,
        month_ends.month_end_date,
        0 as on_contract,
        0 as mrr_amount,
        purchase_days.order_date as last_purchase_date
    from purchase_days
    inner join month_ends
        on
            purchase_days.order_date <= month_ends.month_end_date
            and purchase_days.until_date > month_ends.month_end_date

),

final as (

    select
        customer_id,

        cast(max(mrr_amount) as {{ type_double() }}) as mrr_amount,

        max(on_contract) = 1 as is_on_contract,

        -- Who is on contract need not buy.
        case
            when max(on_contract) = 0 then max(last_purchase_date)
        end as last_purchase_date,
        month_end_date
    from presences
    group by customer_id, month_end_date

)

select * from final
