-- One row per known customer and complete month with revenue.
with revenue as (

    select * from {{ ref('int_revenue_unioned') }}

),

recurring_revenue_changes as (

    select * from {{ ref('int_recurring_revenue_changed') }}

),

purchase_silence as (

    select * from {{ ref('int_purchase_silence') }}

),

-- Whatever moves for a customer, all of their months are written again.
loaded_rows as (

    select
        customer_id,
        _loaded_on
    from revenue

    union all

    select
        customer_id,
        _loaded_on
    from recurring_revenue_changes

),

loaded as (

    select
        customer_id,
        max(_loaded_on) as _loaded_on
    from loaded_rows
    group by customer_id

),

months as (

    select
        customer_id,
        round(sum(amount), 4) as amount,
        max(case when {{ is_purchase('amount') }} then 1 else 0 end) = 1
            as has_purchase,
        max(
            case
                when revenue_type = 'one_off' and {{ is_purchase('amount') }}
                    then revenue_date
            end
        ) as last_purchase_date,
        cast(date_trunc('month', revenue_date) as date) as month_date
    from revenue
    where
        is_counted
        and customer_id <> 'unknown'
        and revenue_date < {{ first_open_month(as_of()) }}
    group by
        customer_id,
        cast(date_trunc('month', revenue_date) as date)

),

-- Money given back before anything was bought here begins nothing.
months_with_first as (

    select
        *,
        min(case when has_purchase then month_date end) over (partition by customer_id)
            as first_month_date
    from months

),

final as (

    select
        months.customer_id,

        months.amount,
        first_value(months.amount) over (
            partition by months.customer_id
            order by months.month_date asc
        ) as first_month_amount,
        purchase_silence.silent_after_days,

        months.has_purchase,

        months.last_purchase_date,
        cast(
            date_trunc(
                'month',
                {{ plus_days(
                    'cast(months.last_purchase_date as timestamp)',
                    '(purchase_silence.silent_after_days + 1)'
                ) }}
            ) as date
        ) as silent_month_date,
        months.month_date,
        months.first_month_date,
        loaded._loaded_on
    from months_with_first as months
    inner join loaded
        on months.customer_id = loaded.customer_id
    cross join purchase_silence
    where months.month_date >= months.first_month_date

)

select * from final
