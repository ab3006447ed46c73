-- One row per reason to follow up whose time to show an outcome has passed.
with follow_ups as (

    select *
    from {{ ref('fct_follow_ups') }}
    where is_reachable

),

responses as (

    select * from {{ ref('fct_survey_responses') }}

),

health as (

    select * from {{ ref('fct_customer_health') }}

),

customer_months as (

    select * from {{ ref('fct_customer_months') }}

),

rules as (

    select * from {{ ref('follow_up_rules') }}

),

-- What was said or scored later; a loss, known by its month, has the last word (D158).
later_values as (

    select
        'detractor' as reason_name,
        customer_id,
        case when is_detractor then 'unchanged' else 'recovered' end as outcome_name,
        answered_date as value_date,
        answered_at as told_at
    from responses
    where is_valid and metric_name = 'nps'

    union all

    select
        'at_risk' as reason_name,
        customer_id,
        case when is_at_risk then 'unchanged' else 'recovered' end as outcome_name,
        month_end_date as value_date,
        cast(null as timestamp) as told_at
    from health
    where is_scored

    union all

    select
        rules.reason_name,
        customer_months.customer_id,
        'lost' as outcome_name,
        cast({{ dbt.last_day('month_date', 'month') }} as date) as value_date,
        cast(null as timestamp) as told_at
    from customer_months
    cross join rules
    where customer_months.is_lost

),

outcomes_ranked as (

    select
        follow_ups.*,
        coalesce(later_values.outcome_name, 'unheard') as outcome_name,
        row_number() over (
            partition by follow_ups.follow_up_id
            order by
                case when later_values.outcome_name = 'lost' then 0 else 1 end asc,
                later_values.value_date desc,
                later_values.told_at desc,
                later_values.outcome_name desc
        ) as outcome_rank
    from follow_ups
    left join later_values
        on
            follow_ups.reason_name = later_values.reason_name
            and follow_ups.customer_id = later_values.customer_id
            -- Of answers the moment is known, of months the day.
            and coalesce(
                follow_ups.opened_at < later_values.told_at,
                follow_ups.opened_date < later_values.value_date
            )
            and follow_ups.outcome_date >= later_values.value_date

),

final as (

    select
        follow_up_id,
        customer_id,

        reason_name,
        status_name,
        outcome_name,

        outcome_date
    from outcomes_ranked
    where
        outcome_rank = 1
        and outcome_date <= {{ as_of() }}

)

select * from final
