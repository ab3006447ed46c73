-- One row per contact of any support desk.
with final as (

    {{ union_of_sources(
        [
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
        ],
        {
            'zendesk': ['int_tickets_as_contacts'],
            'mapped': ['int_mapped_contacts'],
        }
    ) }}

)

select * from final
