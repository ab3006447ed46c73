-- One row per comment, as it was written: in surveys, with ratings, to open contacts.
with
{% if 'qualtrics' in var('sources') %}
    survey_comments as (

        select * from {{ ref('int_qualtrics_comments_found') }}

    ),
{% endif %}

{% if 'zendesk' in var('sources') %}
    rating_comments as (

        select * from {{ ref('int_zendesk_rating_comments') }}

    ),

    opening_messages as (

        select * from {{ ref('int_zendesk_opening_messages') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_comments as (

        select * from {{ ref('int_mapped_comments_found') }}

    ),
{% endif %}

unioned as (

    {{ no_rows([
        ('feedback_id', 'text'),
        ('person_id', 'text'),
        ('contact_id', 'text'),
        ('survey_response_id', 'text'),
        ('source_name', 'text'),
        ('identity_source_name', 'text'),
        ('origin_name', 'text'),
        ('channel_name', 'text'),
        ('comment_text', 'text'),
        ('exclusion_reason', 'text'),
        ('_loaded_on', 'date'),
        ('given_at', 'timestamp'),
    ]) }}
    {% if 'qualtrics' in var('sources') %}
        union all
        select
            feedback_id,
            person_id,
            contact_id,
            survey_response_id,

            'qualtrics' as source_name,
            'qualtrics' as identity_source_name,
            'survey' as origin_name,
            channel_name,
            comment_text,
            exclusion_reason,

            _loaded_on,

            given_at
        from survey_comments
        where comment_text is not null
    {% endif %}
    {% if 'zendesk' in var('sources') %}
        union all
        select * from rating_comments
        union all
        select * from opening_messages
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_comments
    {% endif %}

),

final as (

    select
        feedback_id,
        person_id,
        contact_id,
        survey_response_id,

        source_name,
        identity_source_name,
        origin_name,
        channel_name,
        comment_text,
        exclusion_reason,

        _loaded_on,

        given_at
    from unioned

)

select * from final
