-- One row per comment of a customer, counted or not, without personal data.
with feedback as (

    select * from {{ ref('int_feedback_identified') }}

),

readings as (

    select * from {{ ref('stg_feedback__readings') }}

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

{% if is_incremental() %}

    -- Another customer, another score or another reading changes a comment to which
    -- nothing was added: what is shown is compared with what would be.
    changed_feedback as (

        select feedback.*
        from feedback
        left join {{ this }} as previous
            on feedback.feedback_id = previous.feedback_id
        left join readings
            on feedback.feedback_id = readings.feedback_id
        left join survey_responses
            on feedback.survey_response_id = survey_responses.survey_response_id
        where
            previous.feedback_id is null
            or {{ is_touched('feedback._loaded_on') }}
            or {{ is_touched('readings._loaded_on') }}
            or previous.customer_id <> feedback.customer_id
            or coalesce(previous.contact_id, '') <> coalesce(feedback.contact_id, '')
            or coalesce(previous.score, -1) <> coalesce(survey_responses.score, -1)
            or coalesce(previous.survey_response_id, '')
            <> coalesce(survey_responses.survey_response_id, '')

    ),

{% else %}

    changed_feedback as (

        select * from feedback

    ),

{% endif %}

final as (

    select
        changed_feedback.feedback_id,
        changed_feedback.customer_id,
        changed_feedback.contact_id,
        survey_responses.survey_response_id,

        changed_feedback.source_name,
        changed_feedback.origin_name,
        changed_feedback.channel_name,
        coalesce(readings.language_code, 'unknown') as language_code,
        coalesce(readings.sentiment_name, 'unknown') as sentiment_name,
        readings.sentiment_model_name,
        survey_responses.metric_name,
        readings.comment_text,
        changed_feedback.exclusion_reason,

        survey_responses.score,
        readings.sentiment_score,
        readings.sentiment_accuracy,
        readings.sentiment_labelled_count,
        coalesce(readings.redaction_count, 0) as redaction_count,

        changed_feedback.exclusion_reason is null as is_counted,
        -- Reviews and calls that somebody else writes down would be indirect.
        true as is_direct,
        readings.sentiment_name is not null
        and changed_feedback.exclusion_reason is null as has_sentiment,
        coalesce(readings.sentiment_name, '') = 'negative'
        and changed_feedback.exclusion_reason is null as is_negative,
        coalesce(survey_responses.is_promoter, false) as is_promoter,
        coalesce(survey_responses.is_detractor, false) as is_detractor,
        coalesce(readings.is_repaired, false) as is_repaired,
        coalesce(readings.is_cut, false) as is_cut,

        {{ local_date('changed_feedback.given_at') }} as given_date,
        greatest(
            changed_feedback._loaded_on,
            coalesce(readings._loaded_on, changed_feedback._loaded_on)
        ) as _loaded_on,

        changed_feedback.given_at
    from changed_feedback
    left join readings
        on changed_feedback.feedback_id = readings.feedback_id
    left join survey_responses
        on changed_feedback.survey_response_id = survey_responses.survey_response_id

)

select * from final
