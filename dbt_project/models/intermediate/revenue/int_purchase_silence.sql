-- One row per company: days without a purchase after which a customer counts as lost.
with orders as (

    select * from {{ ref('int_orders_identified') }}

),

-- Orders of one day are one purchase.
purchase_days as (

    select
        customer_id,
        order_date
    from orders
    where
        is_counted
        and order_type = 'one_off'
        and {{ is_purchase('amount') }}
        and customer_id <> 'unknown'
        and order_date < {{ first_open_month(as_of()) }}
    group by
        customer_id,
        order_date

),

purchase_days_with_previous as (

    select
        customer_id,
        order_date,
        lag(order_date) over (
            partition by customer_id
            order by order_date asc
        ) as previous_date
    from purchase_days

),

gaps as (

    select {{ dbt.datediff('previous_date', 'order_date', 'day') }} as gap_days
    from purchase_days_with_previous
    where previous_date is not null

),

final as (

    select
        cast(count(*) as bigint) as gap_count,
        case
            when count(*) >= {{ var('inferred_churn_min_gaps') }}
                then
                    cast(
                        ceil(
                            {{ percentile(
                                'gap_days', var('inferred_churn_gap_percentile')
                            ) }}
                        ) as bigint
                    )
        end as silent_after_days
    from gaps

)

select * from final
