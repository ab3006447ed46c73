-- One row per reason to follow up whose time to show an outcome has passed.
with follow_ups as (

    select * from {{ ref('fct_follow_ups') }}

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

watched as (

    select
        follow_ups.*,
        {{ days_after('follow_ups.opened_date', 'rules.outcome_days') }} as outcome_date
    from follow_ups
    inner join rules
        on follow_ups.reason_name = rules.reason_name
    where follow_ups.is_reachable

),

-- What was said or scored later; a loss, known by its month, has the last word (D158).
later_values as (

    select
        'detractor' as reason_name,
        customer_id,
        case when is_detractor then 'unchanged' else 'recovered' end as outcome_name,
        answered_date as value_date
    from responses
    where is_valid and metric_name = 'nps'

    union all

    select
        'at_risk' as reason_name,
        customer_id,
        case when is_at_risk then 'unchanged' else 'recovered' end as outcome_name,
        month_end_date as value_date
    from health
    where is_scored

    union all

    select
        rules.reason_name,
        customer_months.customer_id,
        'lost' as outcome_name,
        cast({{ dbt.last_day('month_date', 'month') }} as date) as value_date
    from customer_months
    cross join rules
    where customer_months.is_lost

),

ranked_values as (

    select
        watched.follow_up_id,
        later_values.outcome_name,
        row_number() over (
            partition by watched.follow_up_id
            order by
                case when later_values.outcome_name = 'lost' then 0 else 1 end asc,
                later_values.value_date desc,
                later_values.outcome_name desc
        ) as value_rank
    from watched
    inner join later_values
        on
            watched.reason_name = later_values.reason_name
            and watched.customer_id = later_values.customer_id
            and watched.opened_date < later_values.value_date
            and watched.outcome_date >= later_values.value_date

),

final as (

    select
        watched.follow_up_id,
        watched.customer_id,

        watched.reason_name,
        watched.status_name,
        coalesce(ranked_values.outcome_name, 'unheard') as outcome_name,

        watched.outcome_date
    from watched
    left join ranked_values
        on
            watched.follow_up_id = ranked_values.follow_up_id
            and ranked_values.value_rank = 1
    where watched.outcome_date <= {{ as_of() }}

)

select * from final
