-- One row per contact whose customer said whether the first contact solved it.
with survey_answers as (

    select * from {{ ref('int_survey_answers_unioned') }}

),

answers as (

    select
        *,
        row_number() over (
            partition by contact_id
            order by answered_at desc nulls last, survey_answer_id asc nulls last
        ) as recency
    from survey_answers
    where
        metric_name = 'resolution'
        and exclusion_reason is null
        and contact_id is not null
        and answer_value between scale_min and scale_max

),

final as (

    select
        contact_id,
        answer_value = case when is_higher_better then scale_max else scale_min end
            as is_resolved
    from answers
    where recency = 1

)

select * from final
