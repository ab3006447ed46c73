-- One row per good-or-bad rating of a ticket that was answered.
with satisfaction_ratings as (

    select * from {{ ref('stg_zendesk__satisfaction_ratings') }}

),

-- Offered and unoffered are no answers; good and bad are a scale of two boxes.
final as (

    select
        'zendesk:' || satisfaction_rating_id as survey_answer_id,
        requester_id as person_id,
        'zendesk:' || ticket_id as contact_id,
        'zendesk_satisfaction' as survey_id,
        'rating' as question_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        'csat' as metric_name,
        'email' as channel_name,
        score_code as score_raw,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        cast(case when score_code = 'good' then 1 else 0 end as {{ type_double() }})
            as answer_value,
        cast(0 as {{ type_double() }}) as scale_min,
        cast(1 as {{ type_double() }}) as scale_max,
        cast(1 as {{ type_double() }}) as weight,

        true as is_higher_better,

        greatest(_loaded_on, {{ local_date('updated_at') }}) as _loaded_on,

        updated_at as answered_at
    from satisfaction_ratings
    where
        score_code in ('good', 'bad')
        and updated_at < {{ as_of_end() }}

)

select * from final
