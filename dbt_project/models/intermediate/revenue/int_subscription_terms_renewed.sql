-- One row per subscription term, with the months in which it starts and stops to recur.
{% set grace_days = var('renewal_grace_days') %}

with subscription_terms as (

    select * from {{ ref('int_subscription_terms_identified') }}

),

-- A term starts on a day and runs out on the morning after its last: in this order a
-- window finds the next start, where terms joined with terms would take hours.
turns as (

    select
        subscription_term_id,
        customer_id,
        subscription_id,
        'start' as turn_name,
        start_date as turn_date
    from subscription_terms
    where is_counted

    union all

    select
        subscription_term_id,
        customer_id,
        subscription_id,
        'end' as turn_name,
        first_date_after as turn_date
    from subscription_terms
    where is_counted

),

turns_with_next_start as (

    select
        subscription_term_id,
        turn_name,
        min(case when turn_name = 'start' then turn_date end) over (
            partition by customer_id
            order by turn_date asc, turn_name asc, subscription_term_id asc
            rows between current row and unbounded following
        ) as next_start_of_customer_date,
        min(case when turn_name = 'start' then turn_date end) over (
            partition by customer_id, subscription_id
            order by turn_date asc, turn_name asc, subscription_term_id asc
            rows between current row and unbounded following
        ) as next_start_of_subscription_date
    from turns

),

-- Renewed at once by any term, or a few days late by the same contract (DECISIONS D41).
terms_with_renewal as (

    select
        subscription_terms.*,
        case
            when ends.next_start_of_customer_date = subscription_terms.first_date_after
                then ends.next_start_of_customer_date
            when
                {{ dbt.datediff(
                    'subscription_terms.first_date_after',
                    'ends.next_start_of_subscription_date',
                    'day'
                ) }} <= {{ grace_days }}
                then ends.next_start_of_subscription_date
        end as renewed_date
    from subscription_terms
    left join turns_with_next_start as ends
        on
            subscription_terms.subscription_term_id = ends.subscription_term_id
            and ends.turn_name = 'end'

),

terms_with_months as (

    select
        terms_with_renewal.*,
        cast(date_trunc('month', terms_with_renewal.start_date) as date)
            as enter_month_date,
        cast(
            date_trunc(
                'month',
                coalesce(terms_with_renewal.renewed_date, terms_with_renewal.end_date)
            ) as date
        ) as leave_month_date
    from terms_with_renewal

),

final as (

    select
        subscription_term_id,
        subscription_id,
        customer_id,

        monthly_amount,

        is_counted,
        is_counted
        and coalesce(monthly_amount, 0) <> 0
        and enter_month_date < leave_month_date as is_recurring,

        start_date,
        end_date,
        renewed_date,
        enter_month_date,
        leave_month_date,
        _loaded_on
    from terms_with_months

)

select * from final
