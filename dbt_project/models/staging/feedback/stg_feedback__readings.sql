with readings as (

    {{ latest_versions(source('feedback', 'readings'), ['feedback_id']) }}

),

final as (

    select
        readings.feedback_id,

        readings.language_code,
        readings.sentiment_name,
        readings.sentiment_model_name,
        readings.comment_text,

        readings.sentiment_score,
        readings.sentiment_accuracy,
        readings.sentiment_labelled_count,
        readings.redaction_count,

        readings.is_repaired,
        readings.is_cut,

        readings._loaded_on
    from readings

)

select * from final
