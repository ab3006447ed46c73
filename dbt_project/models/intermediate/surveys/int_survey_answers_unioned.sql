-- One row per answer to a survey question, those that do not count flagged.
with final as (

    {{ union_of_sources(
        [
            ('survey_answer_id', 'text'),
            ('person_id', 'text'),
            ('contact_id', 'text'),
            ('survey_id', 'text'),
            ('question_id', 'text'),
            ('source_name', 'text'),
            ('identity_source_name', 'text'),
            ('metric_name', 'text'),
            ('channel_name', 'text'),
            ('score_raw', 'text'),
            ('exclusion_reason', 'text'),
            ('answer_value', 'double'),
            ('scale_min', 'double'),
            ('scale_max', 'double'),
            ('weight', 'double'),
            ('is_higher_better', 'boolean'),
            ('_loaded_on', 'date'),
            ('answered_at', 'timestamp'),
        ],
        {
            'qualtrics': ['int_qualtrics_answers_unpivoted'],
            'zendesk': ['int_ticket_ratings'],
            'mapped': ['int_mapped_answers'],
        }
    ) }}

)

select * from final
