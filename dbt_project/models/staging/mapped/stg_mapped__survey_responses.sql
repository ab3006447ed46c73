with survey_responses as (

    {{ latest_versions(
        source('mapped', 'survey_responses'),
        ['_source', 'response_id', 'question_id'],
        'version_number'
    ) }}

),

final as (

    select
        survey_responses._source
        || ':'
        || survey_responses.response_id
        || ':'
        || survey_responses.question_id as survey_answer_id,
        survey_responses.response_id,
        case
            when
                survey_responses.respondent_external_id is not null
                or survey_responses.respondent_email is not null
                then {{ hash_key([
                    'survey_responses.respondent_external_id',
                    'lower(survey_responses.respondent_email)',
                ]) }}
        end as person_id,
        survey_responses.respondent_external_id as external_id,
        survey_responses.contact_external_id,
        coalesce(survey_responses.survey_id, survey_responses._source) as survey_id,
        survey_responses.question_id,

        survey_responses._source as source_name,
        {{ blank_to_null('lower(survey_responses.respondent_email)') }} as email,
        survey_responses.metric_name,
        {{ blank_to_null('lower(survey_responses.channel)') }} as channel_code,
        survey_responses.score_raw,
        {{ blank_to_null('survey_responses.comment') }} as comment_text,

        survey_responses.score,
        survey_responses.scale_min,
        survey_responses.scale_max,
        survey_responses.weight,

        survey_responses.is_higher_better,

        survey_responses._loaded_on,

        survey_responses.answered_at
    from survey_responses

)

select * from final
