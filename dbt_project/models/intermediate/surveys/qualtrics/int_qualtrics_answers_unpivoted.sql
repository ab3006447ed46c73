-- One row per declared question and response, whether or not it was answered.
with responses as (

    select * from {{ ref('stg_qualtrics__responses') }}

),

survey_questions as (

    select *
    from {{ ref('survey_questions') }}
    where source_name = 'qualtrics'

),

channels as (

    select *
    from {{ ref('channel_map') }}
    where source_name = 'qualtrics'

),

touched_responses as (

    {{ touched_keys('response_id', ['responses'], {'responses': 'recorded_at'}) }}

),

-- The answers are opened here and not in staging: which of them measure something is
-- what the company's list of questions says.
answers as (

    select
        responses.response_id,
        responses.respondent_id,
        responses.survey_id,
        survey_questions.question_id,
        responses.channel_code,
        responses.status_code,
        survey_questions.metric_name,
        survey_questions.contact_source_name,
        {{ json_member('responses.answers_json', 'survey_questions.contact_field') }}
            as source_contact_id,
        {{ blank_to_null(
            json_member('responses.answers_json', 'survey_questions.question_id')
        ) }} as answer_text,
        survey_questions.scale_min,
        survey_questions.scale_max,
        survey_questions.is_higher_better,
        responses._loaded_on,
        responses.recorded_at
    from responses
    inner join touched_responses
        on responses.response_id = touched_responses.response_id
    inner join survey_questions
        on responses.survey_id = survey_questions.survey_id
    where responses.recorded_at < {{ as_of_end() }}

),

final as (

    select
        'qualtrics:' || answers.response_id || ':' || answers.question_id
            as survey_answer_id,
        answers.respondent_id as person_id,
        answers.contact_source_name || ':' || answers.source_contact_id
            as contact_id,
        answers.survey_id,
        answers.question_id,

        'qualtrics' as source_name,
        'qualtrics' as identity_source_name,
        answers.metric_name,
        {{ channel_name('answers.channel_code') }} as channel_name,
        answers.answer_text as score_raw,
        case
            when answers.status_code in ('Survey Preview', '1') then 'preview'
            when answers.status_code in ('Survey Test', '2') then 'test'
            when answers.status_code in ('Spam', '8') then 'spam'
            when answers.answer_text is null then 'not answered'
        end as exclusion_reason,

        -- An export with labels says "10 - Extremely likely" where values say 10.
        {{ try_cast("split_part(answers.answer_text, ' ', 1)", type_double()) }}
            as answer_value,
        cast(answers.scale_min as {{ type_double() }}) as scale_min,
        cast(answers.scale_max as {{ type_double() }}) as scale_max,
        cast(1 as {{ type_double() }}) as weight,

        answers.is_higher_better,

        greatest(answers._loaded_on, {{ local_date('answers.recorded_at') }})
            as _loaded_on,

        answers.recorded_at as answered_at
    from answers
    left join channels
        on answers.channel_code = channels.channel_code

)

select * from final
