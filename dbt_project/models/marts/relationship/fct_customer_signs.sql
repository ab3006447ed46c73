-- One row per customer and complete month at whose end they are a customer.
with customer_months as (

    select * from {{ ref('int_customer_months_measured') }}

),

responses as (

    select * from {{ ref('fct_survey_responses') }}

),

components as (

    select * from {{ ref('health_components') }}

),

scores as (

    select
        survey_response_id,
        customer_id,
        case when metric_name = 'nps' then 'nps_score' else 'satisfaction_share' end
            as component_name,
        case
            when metric_name = 'nps' then score
            when is_higher_better
                then (score - scale_min) / nullif(scale_max - scale_min, 0)
            else (scale_max - score) / nullif(scale_max - scale_min, 0)
        end as score,
        answered_date,
        answered_at
    from responses
    where
        is_valid
        and metric_name in ('nps', 'csat')
        and customer_id <> 'unknown'

),

-- An answer holds until the next of its kind, and not longer than its window.
answers as (

    select
        scores.customer_id,
        scores.component_name,
        scores.score,
        scores.answered_date,
        least(
            lead(scores.answered_date, 1, {{ never() }}) over (
                partition by scores.customer_id, scores.component_name
                order by scores.answered_at asc, scores.survey_response_id asc
            ),
            {{ days_after('scores.answered_date', 'components.window_days') }}
        ) as until_date
    from scores
    inner join components
        on scores.component_name = components.component_name

),

final as (

    select
        customer_months.customer_id
        || ':'
        || cast(customer_months.month_end_date as {{ dbt.type_string() }})
            as customer_month_end_id,
        customer_months.customer_id,

        customer_months.recency_days,
        customer_months.contacts_per_month,
        customer_months.open_contact_days,
        cast(recommendations.score as {{ type_double() }}) as nps_score,
        cast(satisfactions.score as {{ type_double() }}) as satisfaction_share,
        customer_months.tenure_months,
        customer_months.mrr_amount,

        customer_months.is_on_contract,

        customer_months.month_end_date
    from customer_months
    left join answers as recommendations
        on
            customer_months.customer_id = recommendations.customer_id
            and recommendations.component_name = 'nps_score'
            and customer_months.month_end_date >= recommendations.answered_date
            and customer_months.month_end_date < recommendations.until_date
    left join answers as satisfactions
        on
            customer_months.customer_id = satisfactions.customer_id
            and satisfactions.component_name = 'satisfaction_share'
            and customer_months.month_end_date >= satisfactions.answered_date
            and customer_months.month_end_date < satisfactions.until_date
)

select * from final
