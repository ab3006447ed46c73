-- One row per response of the company's own survey files that came with a comment.
with survey_responses as (

    select * from {{ ref('stg_mapped__survey_responses') }}

),

answers as (

    select * from {{ ref('int_mapped_answers') }}

),

-- A feed may map the same comment to each question of a response; one with a score, if
-- there is any, is the answer to which it belongs.
first_answers as (

    select
        source_name,
        response_id,
        coalesce(
            min(
                case
                    when metric_name <> 'resolution' and score is not null
                        then survey_answer_id
                end
            ),
            min(case when metric_name <> 'resolution' then survey_answer_id end),
            min(survey_answer_id)
        ) as survey_answer_id
    from survey_responses
    where comment_text is not null
    group by source_name, response_id

),

final as (

    select
        answers.source_name || ':' || survey_responses.response_id as feedback_id,
        answers.person_id,
        answers.contact_id,
        case when answers.metric_name <> 'resolution' then answers.survey_answer_id end
            as survey_response_id,

        answers.source_name,
        answers.identity_source_name,
        'survey' as origin_name,
        answers.channel_name,
        survey_responses.comment_text,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        answers._loaded_on,

        answers.answered_at as given_at
    from answers
    inner join first_answers
        on answers.survey_answer_id = first_answers.survey_answer_id
    inner join survey_responses
        on answers.survey_answer_id = survey_responses.survey_answer_id

)

select * from final
