-- One row per customer and month at whose close its latest recommendation still counts.
with survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

-- An answer of 90 days sees at most four months close.
month_numbers as (

    {{ whole_numbers(below=(var('nps_window_days') | int) // 28 + 2) }}

),

-- Nobody knows who is behind the customer "unknown", so it has no latest answer.
recommendations as (

    select *
    from survey_responses
    where
        metric_name = 'nps'
        and is_valid
        and customer_id <> 'unknown'

),

recommendations_by_month as (

    select
        recommendations.*,
        cast(
            {{ dbt.dateadd(
                'month',
                'month_numbers.number',
                "date_trunc('month', recommendations.answered_date)"
            ) }} as date
        ) as month_date
    from recommendations
    cross join month_numbers

),

-- The running month closes, for now, with the night.
recommendations_with_close as (

    select
        *,
        least(
            cast({{ dbt.last_day('month_date', 'month') }} as date), {{ as_of() }}
        ) as closing_date
    from recommendations_by_month
    where month_date <= {{ as_of() }}

),

recommendations_at_close as (

    select
        *,
        row_number() over (
            partition by customer_id, month_date
            order by
                answered_at desc nulls last,
                survey_response_id desc nulls last
        ) as recency
    from recommendations_with_close
    where
        answered_date <= closing_date
        and {{ plus_days(
            'cast(answered_date as timestamp)', var('nps_window_days')
        ) }} > cast(closing_date as timestamp)

),

final as (

    select
        customer_id || ':' || cast(month_date as {{ dbt.type_string() }})
            as customer_nps_id,
        customer_id,
        survey_response_id,

        score,

        is_promoter,
        is_passive,
        is_detractor,

        month_date,
        closing_date,
        answered_date,
        _loaded_on
    from recommendations_at_close
    where recency = 1

)

select * from final
