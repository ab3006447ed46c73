-- One row per answer to a survey question, those that do not count flagged.
with
{% if 'qualtrics' in var('sources') %}
    qualtrics_answers as (

        select * from {{ ref('int_qualtrics_answers_unpivoted') }}

    ),
{% endif %}

{% if 'zendesk' in var('sources') %}
    ticket_ratings as (

        select * from {{ ref('int_ticket_ratings') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_answers as (

        select * from {{ ref('int_mapped_answers') }}

    ),
{% endif %}

unioned as (

    {{ no_rows([
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
    ]) }}
    {% if 'qualtrics' in var('sources') %}
        union all
        select * from qualtrics_answers
    {% endif %}
    {% if 'zendesk' in var('sources') %}
        union all
        select * from ticket_ratings
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_answers
    {% endif %}

),

final as (

    select
        survey_answer_id,
        person_id,
        contact_id,
        survey_id,
        question_id,

        source_name,
        identity_source_name,
        metric_name,
        channel_name,
        score_raw,
        exclusion_reason,

        answer_value,
        scale_min,
        scale_max,
        weight,

        is_higher_better,

        _loaded_on,

        answered_at
    from unioned

)

select * from final
