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

    select
        cast(null as {{ dbt.type_string() }}) as feedback_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_string() }}) as contact_id,
        cast(null as {{ dbt.type_string() }}) as survey_response_id,

        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as identity_source_name,
        cast(null as {{ dbt.type_string() }}) as origin_name,
        cast(null as {{ dbt.type_string() }}) as channel_name,
        cast(null as {{ dbt.type_string() }}) as comment_text,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        cast(null as date) as _loaded_on,

        cast(null as timestamp) as given_at
    where 1 = 0
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
