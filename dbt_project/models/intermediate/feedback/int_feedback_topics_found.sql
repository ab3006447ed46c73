-- One row per comment and topic that its words name, or one without a topic.
with readings as (

    select * from {{ ref('stg_feedback__readings') }}

),

feedback_topics as (

    select * from {{ ref('feedback_topics') }}

),

touched_readings as (

    {{ touched_keys('feedback_id', ['readings']) }}

),

-- Words stand between blanks, so that a pattern can ask where a word begins.
words as (

    select
        readings.feedback_id,
        readings.language_code,
        readings._loaded_on,
        ' '
        || translate(
            replace(lower({{ without_marks('readings.comment_text') }}), '''', ' '),
            '.,;:!?()[]{}"’`/|*_<>=+&#-…–',
            '                            '
        )
        || ' ' as words_text
    from readings
    inner join touched_readings
        on readings.feedback_id = touched_readings.feedback_id

),

final as (

    select
        words.feedback_id,
        coalesce(feedback_topics.topic_name, 'none') as topic_name,
        max(words._loaded_on) as _loaded_on
    from words
    left join feedback_topics
        on
            (
                words.language_code = feedback_topics.language_code
                or feedback_topics.language_code = 'any'
                or words.language_code = 'unknown'
            )
            and position(
                ' ' || replace(feedback_topics.pattern, '_', ' ') in words.words_text
            ) > 0
    group by words.feedback_id, coalesce(feedback_topics.topic_name, 'none')

)

select * from final
