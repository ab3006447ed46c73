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

    select
        cast(null as {{ dbt.type_string() }}) as survey_answer_id,
        cast(null as {{ dbt.type_string() }}) as person_id,
        cast(null as {{ dbt.type_string() }}) as contact_id,
        cast(null as {{ dbt.type_string() }}) as survey_id,
        cast(null as {{ dbt.type_string() }}) as question_id,

        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as identity_source_name,
        cast(null as {{ dbt.type_string() }}) as metric_name,
        cast(null as {{ dbt.type_string() }}) as channel_name,
        cast(null as {{ dbt.type_string() }}) as score_raw,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        cast(null as {{ type_double() }}) as answer_value,
        cast(null as {{ type_double() }}) as scale_min,
        cast(null as {{ type_double() }}) as scale_max,
        cast(null as {{ type_double() }}) as weight,

        cast(null as boolean) as is_higher_better,

        cast(null as date) as _loaded_on,

        cast(null as timestamp) as answered_at
    where 1 = 0
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
