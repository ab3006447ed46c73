-- One row per contact, with the customer it belongs to.
with contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

-- The person is known better than the organization the ticket names, which decides
-- only where nothing links the person: not for who hangs between two (DECISIONS D130).
contacts_with_customer as (

    select
        contacts.*,
        {{ linked_customer(['people', 'organizations']) }} as linked_customer_id,
        contacts.identity_source_name || '/' || contacts.requester_id
            as requester_key
    from contacts
    left join customer_links as people
        on
            contacts.identity_source_name = people.source_name
            and contacts.requester_id = people.identity_id
            and people.identity_type = 'person'
    left join customer_links as organizations
        on
            contacts.identity_source_name = organizations.source_name
            and contacts.organization_id = organizations.identity_id
            and organizations.identity_type = 'organization'

),

final as (

    select
        contact_id,
        coalesce(linked_customer_id, 'unknown') as customer_id,
        -- Whose contacts hang together: the unknown are at least the same requester.
        coalesce(linked_customer_id, requester_key, contact_id) as repeat_key,
        coalesce(requester_key, contact_id) as requester_key,
        agent_id,
        parent_contact_id,

        source_name,
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
    from contacts_with_customer

)

select * from final
