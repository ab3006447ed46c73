-- Recurring revenue at the end of the last complete month is that of the terms that run
-- past it or are renewed, counted anew from the terms themselves; a credit beyond what
-- its customer pays is nothing (DECISIONS D40).
with customers as (

    select
        customer_id,
        greatest(0, coalesce(sum(monthly_amount), 0)) as amount
    from {{ ref('int_subscription_terms_renewed') }}
    where
        is_counted
        and start_date < {{ first_open_month(as_of()) }}
        and (
            end_date >= {{ first_open_month(as_of()) }}
            or renewed_date >= {{ first_open_month(as_of()) }}
        )
    group by customer_id

),

terms as (

    select coalesce(sum(amount), 0) as amount
    from customers

),

months as (

    select coalesce(sum(mrr_end_amount), 0) as amount
    from {{ ref('fct_customer_months') }}
    where
        month_date < {{ first_open_month(as_of()) }}
        and {{ dbt.datediff('month_date', first_open_month(as_of()), 'month') }} = 1

)

select
    terms.amount as terms_amount,
    months.amount as months_amount
from terms
cross join months
where abs(terms.amount - months.amount) > 0.05
