-- One row per customer and month in which their recurring revenue changed.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_renewed') }}

),

-- What enters and leaves in one month is revenue, but recurring at no month's end.
recurring_terms as (

    select * from subscription_terms
    where is_recurring

),

moves as (

    select
        customer_id,
        1 as term_change,
        monthly_amount as amount_change,
        enter_month_date as month_date
    from recurring_terms

    union all

    select
        customer_id,
        -1 as term_change,
        -monthly_amount as amount_change,
        leave_month_date as month_date
    from recurring_terms

),

moves_by_month as (

    select
        customer_id,
        sum(term_change) as term_change,
        round(sum(amount_change), 4) as amount_change,
        month_date
    from moves
    where month_date <= {{ as_of() }}
    group by
        customer_id,
        month_date
    having sum(term_change) <> 0 or round(sum(amount_change), 4) <> 0

),

loaded as (

    select
        customer_id,
        max(_loaded_on) as _loaded_on
    from subscription_terms
    group by customer_id

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
        ) as next_month_date
    from moves_by_month
    window
        running as (
            partition by customer_id
            order by month_date asc
            rows between unbounded preceding and current row
        )

),

-- Where no term runs nothing is left of the sum but the dust of floating numbers.
clean_balances as (

    select
        customer_id,
        case when term_count = 0 then 0 else round(running_amount, 4) end
            as mrr_end_amount,
        month_date,
        next_month_date
    from balances

),

final as (

    select
        clean_balances.customer_id,

        coalesce(lag(clean_balances.mrr_end_amount) over earlier, 0)
            as mrr_start_amount,
        clean_balances.mrr_end_amount,

        row_number() over earlier = 1 as is_first,

        clean_balances.month_date,
        clean_balances.next_month_date,
        loaded._loaded_on
    from clean_balances
    inner join loaded
        on clean_balances.customer_id = loaded.customer_id
    window
        earlier as (
            partition by clean_balances.customer_id
            order by clean_balances.month_date asc
        )

)

select * from final
