-- One row per response and comment of the company's own survey files.
with survey_responses as (

    select * from {{ ref('stg_mapped__survey_responses') }}

),

answers as (

    select * from {{ ref('int_mapped_answers') }}

),

-- A feed may map the same comment to each question of a response.
answers_with_comment as (

    select
        answers.*,
        survey_responses.response_id,
        survey_responses.comment_text,
        row_number() over (
            partition by
                answers.source_name,
                survey_responses.response_id,
                survey_responses.comment_text
            order by {{ answer_of_comment('answers') }}
        ) as place,
        row_number() over (
            partition by answers.source_name, survey_responses.response_id
            order by {{ answer_of_comment('answers') }}
        ) as place_in_response
    from answers
    inner join survey_responses
        on answers.survey_answer_id = survey_responses.survey_answer_id
    where survey_responses.comment_text is not null

),

final as (

    select
        case
            when place_in_response = 1 then source_name || ':' || response_id
            else survey_answer_id
        end as feedback_id,
        person_id,
        contact_id,
        case when metric_name <> 'resolution' then survey_answer_id end
            as survey_response_id,

        source_name,
        identity_source_name,
        'survey' as origin_name,
        channel_name,
        comment_text,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        _loaded_on,

        answered_at as given_at
    from answers_with_comment
    where place = 1

)

select * from final
