-- One row per counted comment and topic it names, or one without a topic.
with feedback as (

    select * from {{ ref('fct_feedback') }}

),

topics as (

    select * from {{ ref('int_feedback_topics_found') }}

),

final as (

    select
        feedback.feedback_id
        || ':'
        || coalesce(topics.topic_name, 'none') as feedback_topic_id,
        feedback.feedback_id,
        feedback.customer_id,

        coalesce(topics.topic_name, 'none') as topic_name,
        feedback.origin_name,
        feedback.channel_name,
        feedback.language_code,
        feedback.sentiment_name,
        feedback.metric_name,

        feedback.score,

        feedback.has_sentiment,
        feedback.is_negative,
        feedback.is_promoter,
        feedback.is_detractor,

        feedback.given_date,
        feedback._loaded_on
    from feedback
    left join topics
        on feedback.feedback_id = topics.feedback_id
    where feedback.is_counted

)

select * from final
