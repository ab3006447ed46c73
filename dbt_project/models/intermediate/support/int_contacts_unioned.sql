-- One row per contact of any support desk.
with
{% if 'zendesk' in var('sources') %}
    tickets as (

        select * from {{ ref('int_tickets_as_contacts') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_contacts as (

        select * from {{ ref('int_mapped_contacts') }}

    ),
{% endif %}

-- A company without a support desk has an empty table, not an error.
unioned as (

    {{ no_rows([
        ('contact_id', 'text'),
        ('requester_id', 'text'),
        ('organization_id', 'text'),
        ('agent_id', 'text'),
        ('parent_contact_id', 'text'),
        ('source_name', 'text'),
        ('identity_source_name', 'text'),
        ('channel_name', 'text'),
        ('topic_name', 'text'),
        ('priority_name', 'text'),
        ('status_name', 'text'),
        ('exclusion_reason', 'text'),
        ('agent_reply_count', 'bigint'),
        ('reopen_count', 'bigint'),
        ('reassignment_count', 'bigint'),
        ('is_opened_by_agent', 'boolean'),
        ('is_answered', 'boolean'),
        ('_loaded_on', 'date'),
        ('created_at', 'timestamp'),
        ('waiting_since_at', 'timestamp'),
        ('first_replied_at', 'timestamp'),
        ('first_resolved_at', 'timestamp'),
        ('resolved_at', 'timestamp'),
    ]) }}
    {% if 'zendesk' in var('sources') %}
        union all
        select * from tickets
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_contacts
    {% endif %}

),

final as (

    select
        contact_id,
        requester_id,
        organization_id,
        agent_id,
        parent_contact_id,

        source_name,
        identity_source_name,
        channel_name,
        topic_name,
        priority_name,
        status_name,
        exclusion_reason,

        agent_reply_count,
        reopen_count,
        reassignment_count,

        is_opened_by_agent,
        is_answered,

        _loaded_on,

        created_at,
        waiting_since_at,
        first_replied_at,
        first_resolved_at,
        resolved_at
    from unioned

)

select * from final
