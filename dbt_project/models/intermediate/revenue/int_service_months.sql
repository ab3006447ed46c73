-- One row per month of service of a counted subscription term that has begun.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_renewed') }}

),

month_numbers as (

    {{ whole_numbers(below=720) }}

),

-- As many months as the calendar of the term touches; the last may not have begun.
terms_begun as (

    select
        subscription_terms.*,
        least(subscription_terms.end_date, {{ as_of() }}) as seen_until_date,
        {{ dbt.datediff(
            'subscription_terms.start_date',
            'least(subscription_terms.end_date, ' ~ as_of() ~ ')',
            'month'
        ) }} as month_span
    from subscription_terms
    where
        subscription_terms.is_counted
        and subscription_terms.start_date <= {{ as_of() }}

),

-- Begun on the 31st, a term is due on the last day of a short month.
months as (

    select
        terms_begun.subscription_term_id,
        terms_begun.customer_id,
        month_numbers.number as month_number,
        terms_begun.monthly_amount,
        terms_begun.end_date,
        terms_begun.seen_until_date,
        cast(
            {{ dbt.dateadd('month', 'month_numbers.number', 'terms_begun.start_date') }}
            as date
        ) as service_date,
        cast(
            {{ dbt.dateadd(
                'month', 'month_numbers.number + 1', 'terms_begun.start_date'
            ) }} as date
        ) as next_service_date,
        terms_begun._loaded_on
    from terms_begun
    inner join month_numbers
        on terms_begun.month_span >= month_numbers.number

),

months_with_days as (

    select
        subscription_term_id,
        customer_id,
        month_number,
        monthly_amount,
        service_date,
        _loaded_on,
        {{ dbt.datediff('service_date', 'next_service_date', 'day') }} as day_count,
        -- The term's last month may be cut short.
        least(
            {{ dbt.datediff('service_date', 'next_service_date', 'day') }},
            {{ dbt.datediff('service_date', 'end_date', 'day') }} + 1
        ) as served_day_count
    from months
    where service_date <= seen_until_date

),

final as (

    select
        subscription_term_id,
        customer_id,

        cast(month_number as bigint) as month_number,
        round(monthly_amount * {{ ratio('served_day_count', 'day_count') }}, 2)
            as amount,

        service_date,
        _loaded_on
    from months_with_days

)

select * from final
