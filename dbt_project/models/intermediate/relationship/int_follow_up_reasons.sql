-- One row per reason to talk to a customer again: an answer, or a score that fell.
with responses as (

    select * from {{ ref('fct_survey_responses') }}

),

-- Who is no customer for a while, or unknown, was not safe meanwhile.
spells as (

    select
        *,
        lag(is_at_risk, 1, false) over (
            partition by customer_id order by month_end_date asc
        ) as was_at_risk
    from {{ ref('fct_customer_health') }}
    where is_scored

),

rules as (

    select * from {{ ref('follow_up_rules') }}

),

reasons as (

    select
        survey_response_id as subject_id,
        customer_id,
        'detractor' as reason_name,
        score,
        answered_date as opened_date,
        answered_at as opened_at
    from responses
    where is_valid and metric_name = 'nps'

    union all

    select
        customer_month_end_id as subject_id,
        customer_id,
        'at_risk' as reason_name,
        cast(null as {{ type_double() }}) as score,
        month_end_date as opened_date,
        {{ utc_of_local(
            plus_days('cast(month_end_date as timestamp)', 1),
            "'" ~ var('time_zone') ~ "'"
        ) }} as opened_at
    from spells
    where is_at_risk and not was_at_risk

),

final as (

    select
        reasons.reason_name || ':' || reasons.subject_id as follow_up_id,
        reasons.customer_id,
        reasons.subject_id,

        reasons.reason_name,
        rules.owner_name,

        reasons.opened_date,
        {{ days_after('reasons.opened_date', 'rules.due_days') }} as due_date,
        {{ days_after('reasons.opened_date', 'rules.outcome_days') }} as outcome_date,

        reasons.opened_at
    from reasons
    inner join rules
        on reasons.reason_name = rules.reason_name
    where coalesce(reasons.score, 0) <= rules.threshold_value

)

select * from final
