-- One row per customer and complete month after which they were lost within the watch.
with customer_months as (

    select * from {{ ref('int_customer_month_ends') }}

),

revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

final as (

    select
        customer_months.customer_id,
        customer_months.month_end_date
    from customer_months
    inner join revenue_changes
        on
            customer_months.customer_id = revenue_changes.customer_id
            and customer_months.month_end_date < revenue_changes.month_date
            and {{ dbt.dateadd(
                'month',
                var('health_outcome_months'),
                "date_trunc('month', customer_months.month_end_date)"
            ) }} >= revenue_changes.month_date
    where
        customer_months.is_on_contract
        and revenue_changes.mrr_end_amount = 0
        and revenue_changes.month_date < {{ first_open_month(as_of()) }}
    group by customer_months.customer_id, customer_months.month_end_date

)

select * from final
