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

    {{ no_rows([
        ('queue_contact_id', 'text'),
        ('requester_id', 'text'),
        ('agent_id', 'text'),
        ('contact_id', 'text'),
        ('source_name', 'text'),
        ('identity_source_name', 'text'),
        ('channel_name', 'text'),
        ('outcome_name', 'text'),
        ('wait_seconds', 'bigint'),
        ('_loaded_on', 'date'),
        ('offered_at', 'timestamp'),
    ]) }}
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
