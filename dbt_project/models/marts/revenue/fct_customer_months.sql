-- One row per customer and complete month with recurring revenue at its start or end.
with revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

months as (

    select month_start_date as month_date
    from {{ ref('dim_dates') }}
    where
        date_day = month_start_date
        and month_start_date < {{ first_open_month(as_of()) }}

),

touched_customers as (

    select revenue_changes.customer_id
    from revenue_changes
    {% if is_incremental() %}
        where
            {{ is_touched('revenue_changes._loaded_on') }}
            -- A month has closed since: everyone who pays gets a row.
            or {{ has_month_closed() }}
    {% endif %}
    group by revenue_changes.customer_id
    {% if is_incremental() %}
        union distinct
        {{ strayed(
            'revenue_changes',
            'customer_id, month_date, mrr_end_amount',
            'mrr_start_amount <> mrr_end_amount and month_date < '
            ~ first_open_month(as_of()),
            'mrr_start_amount <> mrr_end_amount'
        ) }}
    {% endif %}

),

customer_months as (

    select
        revenue_changes.customer_id,
        case
            when months.month_date = revenue_changes.month_date
                then revenue_changes.mrr_start_amount
            else revenue_changes.mrr_end_amount
        end as mrr_start_amount,
        revenue_changes.mrr_end_amount,
        revenue_changes.is_first,
        months.month_date,
        revenue_changes._loaded_on
    from revenue_changes
    inner join touched_customers
        on revenue_changes.customer_id = touched_customers.customer_id
    inner join months
        on
            revenue_changes.month_date <= months.month_date
            and revenue_changes.until_date > months.month_date

),

customer_months_with_state as (

    select
        customer_id,
        mrr_start_amount,
        mrr_end_amount,
        month_date,
        _loaded_on,
        round(mrr_end_amount - mrr_start_amount, 4) as change_amount,
        case
            when mrr_end_amount = 0 then 'churned'
            when mrr_start_amount = 0 and is_first then 'new'
            when mrr_start_amount = 0 then 'reactivated'
            when mrr_end_amount > mrr_start_amount then 'expanded'
            when mrr_end_amount < mrr_start_amount then 'contracted'
            else 'retained'
        end as state_name
    from customer_months

),

final as (

    select
        customer_id || ':' || cast(month_date as {{ dbt.type_string() }})
            as customer_month_id,
        customer_id,

        state_name,

        mrr_start_amount,
        case when state_name = 'new' then change_amount else 0 end as new_amount,
        case when state_name = 'expanded' then change_amount else 0 end
            as expansion_amount,
        case when state_name = 'contracted' then -change_amount else 0 end
            as contraction_amount,
        case when state_name = 'churned' then -change_amount else 0 end
            as churned_amount,
        case when state_name = 'reactivated' then change_amount else 0 end
            as reactivated_amount,
        mrr_end_amount,

        mrr_start_amount > 0 as is_active_at_start,
        mrr_end_amount > 0 as is_active_at_end,
        state_name = 'churned' as is_lost,

        month_date,
        _loaded_on
    from customer_months_with_state

)

select * from final
