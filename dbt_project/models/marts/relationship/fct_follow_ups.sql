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

touches as (

    select * from {{ ref('int_company_touches') }}

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

reasons_with_rule as (

    select
        reasons.*,
        reasons.reason_name || ':' || reasons.subject_id as follow_up_id,
        rules.owner_name,
        {{ days_after('reasons.opened_date', 'rules.due_days') }} as due_date
    from reasons
    inner join rules
        on reasons.reason_name = rules.reason_name
    where coalesce(reasons.score, 0) <= rules.threshold_value

),

first_touches as (

    select
        reasons_with_rule.follow_up_id,
        {{ local_date('min(touches.touched_at)') }} as followed_up_date
    from reasons_with_rule
    inner join touches
        on
            reasons_with_rule.customer_id = touches.customer_id
            and reasons_with_rule.opened_at < touches.touched_at
    group by reasons_with_rule.follow_up_id

),

final as (

    select
        reasons_with_rule.follow_up_id,
        reasons_with_rule.customer_id,
        reasons_with_rule.subject_id,

        reasons_with_rule.reason_name,
        reasons_with_rule.owner_name,
        case
            when first_touches.followed_up_date <= reasons_with_rule.due_date
                then 'in_time'
            when first_touches.followed_up_date is not null then 'late'
            when reasons_with_rule.due_date <= {{ as_of() }} then 'overdue'
            else 'open'
        end as status_name,

        reasons_with_rule.customer_id <> 'unknown' as is_reachable,
        reasons_with_rule.due_date <= {{ as_of() }} as is_due,

        reasons_with_rule.opened_date,
        reasons_with_rule.due_date,
        first_touches.followed_up_date
    from reasons_with_rule
    left join first_touches
        on reasons_with_rule.follow_up_id = first_touches.follow_up_id

)

select * from final
