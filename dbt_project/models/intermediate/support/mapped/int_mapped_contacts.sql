-- One row per contact of the company's own files, as of the night.
with contacts as (

    select * from {{ ref('stg_mapped__contacts') }}

),

channels as (

    select * from {{ ref('channel_map') }}

),

final as (

    select
        contacts.contact_id,
        contacts.person_id as requester_id,
        cast(null as {{ dbt.type_string() }}) as organization_id,
        contacts.agent_id,
        cast(null as {{ dbt.type_string() }}) as parent_contact_id,

        contacts.source_name,
        'mapped' as identity_source_name,
        coalesce(channels.channel_name, contacts.channel_code, 'other') as channel_name,
        contacts.topic_name,
        contacts.priority_name,
        case
            when contacts.resolved_at < {{ as_of_end() }} then 'resolved'
            else 'open'
        end as status_name,
        case
            when contacts.is_outbound and contacts.first_replied_at is null
                then 'outbound'
        end as exclusion_reason,

        contacts.agent_reply_count,
        contacts.reopen_count,
        contacts.reassignment_count,

        contacts.is_outbound as is_opened_by_agent,

        contacts._loaded_on,

        contacts.created_at,
        contacts.created_at as waiting_since_at,
        case
            when contacts.first_replied_at < {{ as_of_end() }}
                then contacts.first_replied_at
        end as first_replied_at,
        case
            when contacts.first_resolved_at < {{ as_of_end() }}
                then contacts.first_resolved_at
        end as first_resolved_at,
        case when contacts.resolved_at < {{ as_of_end() }} then contacts.resolved_at end
            as resolved_at
    from contacts
    left join channels
        on
            contacts.source_name = channels.source_name
            and contacts.channel_code = channels.channel_code
    where contacts.created_at < {{ as_of_end() }}

)

select * from final
