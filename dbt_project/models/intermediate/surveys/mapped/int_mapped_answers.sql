-- One row per answer in the company's own survey files.
with survey_responses as (

    select * from {{ ref('stg_mapped__survey_responses') }}

),

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

channels as (

    {{ channels_in_lower_case() }}

),

contacts_by_number as (

    {{ contacts_by_number('contacts') }}

),

final as (

    select
        survey_responses.survey_answer_id,
        survey_responses.person_id,
        contacts_by_number.contact_id,
        survey_responses.survey_id,
        survey_responses.question_id,

        survey_responses.source_name,
        'mapped' as identity_source_name,
        survey_responses.metric_name,
        {{ channel_name('survey_responses.channel_code') }} as channel_name,
        survey_responses.score_raw,
        case when survey_responses.score_raw is null then 'not answered' end
            as exclusion_reason,

        survey_responses.score as answer_value,
        -- NPS has one scale; without a declared one other answers count nowhere.
        coalesce(
            survey_responses.scale_min,
            case when survey_responses.metric_name = 'nps' then 0.0 end
        ) as scale_min,
        coalesce(
            survey_responses.scale_max,
            case when survey_responses.metric_name = 'nps' then 10.0 end
        ) as scale_max,
        coalesce(survey_responses.weight, 1.0) as weight,

        coalesce(
            survey_responses.is_higher_better, survey_responses.metric_name <> 'ces'
        ) as is_higher_better,

        survey_responses._loaded_on,

        survey_responses.answered_at
    from survey_responses
    left join contacts_by_number
        on survey_responses.contact_external_id = contacts_by_number.source_contact_id
    left join channels
        on
            survey_responses.source_name = channels.source_name
            and survey_responses.channel_code = channels.channel_code
    where survey_responses.answered_at < {{ as_of_end() }}

)

select * from final
