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

    select
        cast(null as {{ dbt.type_string() }}) as contact_id,
        cast(null as {{ dbt.type_string() }}) as requester_id,
        cast(null as {{ dbt.type_string() }}) as organization_id,
        cast(null as {{ dbt.type_string() }}) as agent_id,
        cast(null as {{ dbt.type_string() }}) as parent_contact_id,

        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as identity_source_name,
        cast(null as {{ dbt.type_string() }}) as channel_name,
        cast(null as {{ dbt.type_string() }}) as topic_name,
        cast(null as {{ dbt.type_string() }}) as priority_name,
        cast(null as {{ dbt.type_string() }}) as status_name,
        cast(null as {{ dbt.type_string() }}) as exclusion_reason,

        cast(null as bigint) as agent_reply_count,
        cast(null as bigint) as reopen_count,
        cast(null as bigint) as reassignment_count,

        cast(null as boolean) as is_opened_by_agent,
        cast(null as boolean) as is_answered,

        cast(null as date) as _loaded_on,

        cast(null as timestamp) as created_at,
        cast(null as timestamp) as waiting_since_at,
        cast(null as timestamp) as first_replied_at,
        cast(null as timestamp) as first_resolved_at,
        cast(null as timestamp) as resolved_at
    where 1 = 0
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
