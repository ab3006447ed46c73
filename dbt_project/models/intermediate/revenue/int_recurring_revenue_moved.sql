-- One row per customer and month in which terms start or stop to recur.
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
        cast(sum(term_change) as bigint) as term_change,
        round(sum(amount_change), 4) as amount_change,
        month_date
    from moves
    where month_date <= {{ as_of() }}
    group by
        customer_id,
        month_date
    having sum(term_change) <> 0 or round(sum(amount_change), 4) <> 0

),

-- Whatever happens to a term of theirs, all of a customer's months are written again.
loaded as (

    select
        customer_id,
        max(_loaded_on) as _loaded_on
    from subscription_terms
    group by customer_id

),

final as (

    select
        moves_by_month.customer_id,

        moves_by_month.term_change,
        moves_by_month.amount_change,

        moves_by_month.month_date,
        loaded._loaded_on
    from moves_by_month
    inner join loaded
        on moves_by_month.customer_id = loaded.customer_id

)

select * from final
