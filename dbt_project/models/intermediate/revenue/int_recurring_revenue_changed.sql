-- One row per customer and month in which their recurring revenue changed.
with moves as (

    select * from {{ ref('int_recurring_revenue_moved') }}

),

balances as (

    select
        customer_id,
        sum(term_change) over running as term_count,
        sum(amount_change) over running as running_amount,
        month_date,
        lead(month_date) over (
            partition by customer_id
            order by month_date asc
        ) as next_month_date,
        _loaded_on
    from moves
    window
        running as (
            partition by customer_id
            order by month_date asc
            rows between unbounded preceding and current row
        )

),

-- Where no term runs nothing is left of the sum but the dust of floating numbers, and
-- a credit beyond what the customer pays recurs with nothing (DECISIONS D40).
clean_balances as (

    select
        customer_id,
        case when term_count = 0 then 0 else greatest(0, round(running_amount, 4)) end
            as mrr_end_amount,
        month_date,
        next_month_date,
        _loaded_on
    from balances

),

balances_with_previous as (

    select
        *,
        coalesce(
            lag(mrr_end_amount) over (
                partition by customer_id
                order by month_date asc
            ),
            0
        ) as mrr_start_amount
    from clean_balances

),

final as (

    select
        customer_id,

        mrr_start_amount,
        mrr_end_amount,

        row_number() over (
            partition by customer_id
            order by month_date asc
        ) = 1 as is_first,

        month_date,
        -- A change holds until the next; one to nothing shows in its own month only.
        case
            when mrr_end_amount = 0
                then {{ days_after('month_date', 1) }}
            else coalesce(next_month_date, {{ never() }})
        end as until_date,
        _loaded_on
    from balances_with_previous
    where
        mrr_start_amount > 0
        or mrr_end_amount > 0

)

select * from final
