-- One row per open question and response, answered or not: an answer may be taken back.
with responses as (

    select * from {{ ref('stg_qualtrics__responses') }}

),

feedback_questions as (

    select *
    from {{ ref('feedback_questions') }}
    where source_name = 'qualtrics'

),

survey_questions as (

    select * from {{ ref('survey_questions') }}

),

answers as (

    select * from {{ ref('int_qualtrics_answers_unpivoted') }}

),

channels as (

    select *
    from {{ ref('channel_map') }}
    where source_name = 'qualtrics'

),

touched_responses as (

    {{ touched_keys('response_id', ['responses'], {'responses': 'recorded_at'}) }}

),

responses_seen as (

    select responses.*
    from responses
    inner join touched_responses
        on responses.response_id = touched_responses.response_id
    where responses.recorded_at < {{ as_of_end() }}

),

answers_in_order as (

    select
        responses_seen.response_id,
        answers.contact_id,
        case when answers.score_raw is not null then answers.survey_answer_id end
            as survey_answer_id,
        row_number() over (
            partition by responses_seen.response_id
            order by {{ answer_of_comment('answers') }}
        ) as place
    from responses_seen
    inner join survey_questions
        on responses_seen.survey_id = survey_questions.survey_id
    inner join answers
        on
            'qualtrics:'
            || responses_seen.response_id
            || ':'
            || survey_questions.question_id
            = answers.survey_answer_id

),

comments as (

    select
        responses_seen.*,
        feedback_questions.question_id,
        {{ blank_to_null(json_member(
            'responses_seen.answers_json', 'feedback_questions.question_id'
        )) }} as comment_text
    from responses_seen
    inner join feedback_questions
        on responses_seen.survey_id = feedback_questions.survey_id

),

final as (

    select
        'qualtrics:' || comments.response_id || ':' || comments.question_id
            as feedback_id,
        comments.respondent_id as person_id,
        answers_in_order.contact_id,
        answers_in_order.survey_answer_id as survey_response_id,

        {{ channel_name('comments.channel_code') }} as channel_name,
        comments.comment_text,
        case
            when comments.status_code in ('Survey Preview', '1') then 'preview'
            when comments.status_code in ('Survey Test', '2') then 'test'
            when comments.status_code in ('Spam', '8') then 'spam'
        end as exclusion_reason,
        greatest(comments._loaded_on, {{ local_date('comments.recorded_at') }})
            as _loaded_on,

        comments.recorded_at as given_at
    from comments
    left join answers_in_order
        on
            comments.response_id = answers_in_order.response_id
            and answers_in_order.place = 1
    left join channels
        on comments.channel_code = channels.channel_code

)

select * from final
