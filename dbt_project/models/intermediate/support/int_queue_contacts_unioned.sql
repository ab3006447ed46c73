-- One row per request for an agent in the queue of any desk.
with
{% if 'zendesk' in var('sources') %}
    desk_queue_contacts as (

        select * from {{ ref('int_desk_queue_contacts') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_queue_contacts as (

        select * from {{ ref('int_mapped_queue_contacts') }}

    ),
{% endif %}

-- A company without a queue has an empty table, not an error.
unioned as (

    select
        cast(null as {{ dbt.type_string() }}) as queue_contact_id,
        cast(null as {{ dbt.type_string() }}) as requester_id,
        cast(null as {{ dbt.type_string() }}) as agent_id,
        cast(null as {{ dbt.type_string() }}) as contact_id,

        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as identity_source_name,
        cast(null as {{ dbt.type_string() }}) as channel_name,
        cast(null as {{ dbt.type_string() }}) as outcome_name,

        cast(null as bigint) as wait_seconds,

        cast(null as date) as _loaded_on,

        cast(null as timestamp) as offered_at
    where 1 = 0
    {% if 'zendesk' in var('sources') %}
        union all
        select * from desk_queue_contacts
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_queue_contacts
    {% endif %}

),

final as (

    select
        queue_contact_id,
        requester_id,
        agent_id,
        contact_id,

        source_name,
        identity_source_name,
        channel_name,
        outcome_name,

        wait_seconds,

        _loaded_on,

        offered_at
    from unioned
    where offered_at < {{ as_of_end() }}

)

select * from final
