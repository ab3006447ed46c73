-- One row per customer and month at whose close its latest recommendation still counts.
with survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

dates as (

    select * from {{ ref('dim_dates') }}

),

-- The running month closes, for now, with the night.
months as (

    select
        month_start_date as month_date,
        max(date_day) as closing_date
    from dates
    where date_day <= {{ as_of() }}
    group by month_start_date

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

recommendations_at_close as (

    select
        recommendations.*,
        months.month_date,
        months.closing_date,
        row_number() over (
            partition by recommendations.customer_id, months.month_date
            order by
                recommendations.answered_at desc nulls last,
                recommendations.survey_response_id desc nulls last
        ) as recency
    from recommendations
    inner join months
        on
            recommendations.answered_date <= months.closing_date
            and {{ plus_days(
                'cast(recommendations.answered_date as timestamp)',
                var('nps_window_days')
            ) }} > cast(months.closing_date as timestamp)

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
