-- One row per request for an agent in the queue of any desk.
with unioned as (

    {{ union_of_sources(
        [
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
        ],
        {
            'zendesk': ['int_desk_queue_contacts'],
            'mapped': ['int_mapped_queue_contacts'],
        }
    ) }}

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
