-- One row per customer and month since it first recommended or did not.
with survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

closings as (

    select * from {{ ref('int_months_closed') }}

),

-- Nobody knows who is behind the customer "unknown", so it has no latest answer.
recommendations as (

    select
        *,
        coalesce(
            lead(answered_date) over (
                partition by customer_id
                order by
                    answered_at asc nulls last,
                    survey_response_id asc nulls last
            ),
            {{ never() }}
        ) as next_answered_date
    from survey_responses
    where
        metric_name = 'nps'
        and is_valid
        and customer_id <> 'unknown'

),

-- A customer whose answer is too old has a row without a score: the state of a group in
-- which nobody answered of late is unknown, not that of a month in which somebody did.
recommendations_at_close as (

    select
        recommendations.*,
        closings.month_date,
        closings.closing_date,
        {{ days_after('recommendations.answered_date', var('nps_window_days')) }}
        > closings.closing_date as is_recent
    from recommendations
    inner join closings
        on
            recommendations.answered_date <= closings.closing_date
            and recommendations.next_answered_date > closings.closing_date

),

final as (

    select
        customer_id || ':' || cast(month_date as {{ dbt.type_string() }})
            as customer_nps_id,
        customer_id,
        survey_response_id,

        case when is_recent then score end as score,

        is_recent and is_promoter as is_promoter,
        is_recent and is_passive as is_passive,
        is_recent and is_detractor as is_detractor,

        month_date,
        closing_date,
        answered_date,
        _loaded_on
    from recommendations_at_close

)

select * from final
