-- One row per month of service of a subscription term; the first is there in any case.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_identified') }}

),

month_numbers as (

    {{ whole_numbers(below=most_months()) }}

),

-- As many months as the calendar of the term touches; the last may not have begun. What
-- is cancelled or still to come keeps its first month, so that marts can let go of it.
terms_with_span as (

    select
        subscription_terms.*,
        least(subscription_terms.end_date, {{ as_of() }}) as seen_until_date,
        greatest(
            0,
            {{ dbt.datediff(
                'subscription_terms.start_date',
                'least(subscription_terms.end_date, ' ~ as_of() ~ ')',
                'month'
            ) }}
        ) as month_span
    from subscription_terms

),

-- Begun on the 31st, a term is due on the last day of a short month.
months as (

    select
        terms_with_span.subscription_term_id,
        terms_with_span.customer_id,
        month_numbers.number as month_number,
        terms_with_span.monthly_amount,
        terms_with_span.is_counted,
        terms_with_span.end_date,
        terms_with_span.seen_until_date,
        cast(
            {{ dbt.dateadd(
                'month', 'month_numbers.number', 'terms_with_span.start_date'
            ) }} as date
        ) as service_date,
        cast(
            {{ dbt.dateadd(
                'month', 'month_numbers.number + 1', 'terms_with_span.start_date'
            ) }} as date
        ) as next_service_date,
        terms_with_span._loaded_on
    from terms_with_span
    inner join month_numbers
        on terms_with_span.month_span >= month_numbers.number

),

months_with_days as (

    select
        subscription_term_id,
        customer_id,
        month_number,
        monthly_amount,
        is_counted and service_date <= seen_until_date as is_counted,
        service_date,
        _loaded_on,
        {{ dbt.datediff('service_date', 'next_service_date', 'day') }} as day_count,
        -- The term's last month may be cut short.
        least(
            {{ dbt.datediff('service_date', 'next_service_date', 'day') }},
            {{ dbt.datediff('service_date', 'end_date', 'day') }} + 1
        ) as served_day_count
    from months
    where
        service_date <= seen_until_date
        or month_number = 0

),

final as (

    select
        subscription_term_id,
        customer_id,

        cast(month_number as bigint) as month_number,
        round(monthly_amount * {{ ratio('served_day_count', 'day_count') }}, 2)
            as amount,

        is_counted,

        service_date,
        _loaded_on
    from months_with_days

)

select * from final
