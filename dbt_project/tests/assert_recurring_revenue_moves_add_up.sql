-- Every customer-month: start plus gains minus losses is the end, and the next start.
with customer_months as (

    select * from {{ ref('fct_customer_months') }}

),

with_previous as (

    select
        customer_months.*,
        coalesce(
            lag(customer_months.mrr_end_amount) over (
                partition by customer_months.customer_id
                order by customer_months.month_date asc
            ),
            0
        ) as previous_end_amount
    from customer_months

)

select
    customer_month_id,
    mrr_start_amount,
    mrr_end_amount,
    previous_end_amount
from with_previous
where
    abs(
        mrr_start_amount
        + new_amount
        + expansion_amount
        + reactivated_amount
        - contraction_amount
        - churned_amount
        - mrr_end_amount
    ) > 0.005
    or abs(mrr_start_amount - previous_end_amount) > 0.005
