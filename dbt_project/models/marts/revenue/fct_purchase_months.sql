-- One row per customer and complete month from their first purchase on.
{% set columns = 'customer_id, month_date, amount, silent_after_days' %}
{% set held = 'has_purchase or amount <> 0' %}
with revenue_months as (

    select * from {{ ref('int_revenue_by_month') }}

),

revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

calendar_months as (

    select month_start_date as month_date
    from {{ ref('dim_dates') }}
    where
        date_day = month_start_date
        and month_start_date < {{ first_open_month(as_of()) }}

),

touched_customers as (

    select
        revenue_months.customer_id,
        revenue_months.first_month_date,
        revenue_months.first_month_amount,
        revenue_months.silent_after_days,
        revenue_months._loaded_on
    from revenue_months
    where
        revenue_months.month_date = revenue_months.first_month_date
        {% if is_incremental() %}
            and (
                {{ is_touched('revenue_months._loaded_on') }}
                or {{ has_month_closed() }}
                or revenue_months.customer_id in (
                    {{ strayed('revenue_months', columns, held=held) }}
                )
            )
        {% endif %}

),

customer_months as (

    select
        touched_customers.*,
        calendar_months.month_date,
        coalesce(revenue_months.has_purchase, false) as has_purchase,
        revenue_months.amount,
        coalesce(revenue_changes.mrr_end_amount, 0) > 0 as is_on_contract,
        max(revenue_months.last_purchase_date) over so_far is not null as has_bought,
        max(revenue_months.silent_month_date) over so_far as silent_month_date
    from touched_customers
    inner join calendar_months
        on touched_customers.first_month_date <= calendar_months.month_date
    left join revenue_months
        on
            touched_customers.customer_id = revenue_months.customer_id
            and calendar_months.month_date = revenue_months.month_date
    left join revenue_changes
        on
            touched_customers.customer_id = revenue_changes.customer_id
            and calendar_months.month_date >= revenue_changes.month_date
            and calendar_months.month_date < revenue_changes.until_date
    window so_far as (
        partition by touched_customers.customer_id order by calendar_months.month_date
    )

),

customer_months_with_state as (

    select
        *,
        case
            when is_on_contract then 'on_contract'
            when not has_bought then 'never_bought'
            when silent_after_days is null then 'unknown'
            when silent_month_date <= month_date then 'silent'
            else 'active'
        end as buyer_state_name
    from customer_months

),

final as (

    select
        customer_id || ':' || cast(month_date as {{ dbt.type_string() }})
            as purchase_month_id,
        customer_id,
        buyer_state_name,

        cast({{ dbt.datediff('first_month_date', 'month_date', 'month') }} as bigint)
            as months_since_first,
        case when has_purchase or amount <> 0 then amount else 0 end as amount,
        first_month_amount,
        silent_after_days,

        has_purchase,
        lag(buyer_state_name, 1, 'none') over months = 'active' as is_buyer_at_start,
        buyer_state_name = 'active' as is_buyer_at_end,
        lag(buyer_state_name, 1, 'none') over months = 'active'
        and buyer_state_name = 'silent' as is_inferred_lost,

        first_month_date as cohort_month_date,
        month_date,
        _loaded_on
    from customer_months_with_state
    window months as (partition by customer_id order by month_date asc)

)

select * from final
