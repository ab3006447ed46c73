-- One row per contact of the company's own files, as of the night.
with contacts as (

    select * from {{ ref('stg_mapped__contacts') }}

),

channels as (

    {{ channels_in_lower_case() }}

),

-- What comes after the night is not there yet, nor is it counted.
contacts_of_night as (

    select
        *,
        case when first_replied_at < {{ as_of_end() }} then first_replied_at end
            as replied_at,
        case when first_resolved_at < {{ as_of_end() }} then first_resolved_at end
            as once_resolved_at,
        case when resolved_at < {{ as_of_end() }} then resolved_at end
            as last_resolved_at,
        case
            when agent_reply_count > 0 and first_replied_at >= {{ as_of_end() }} then 0
            else agent_reply_count
        end as reply_count
    from contacts
    where created_at < {{ as_of_end() }}

),

-- A feed in which nobody was ever replied to does not tell replies (DECISIONS D30).
contacts_of_feeds as (

    select
        *,
        max(replied_at) over (partition by source_name) is not null as has_replies
    from contacts_of_night

),

final as (

    select
        contacts_of_feeds.contact_id,
        contacts_of_feeds.person_id as requester_id,
        cast(null as {{ dbt.type_string() }}) as organization_id,
        contacts_of_feeds.agent_id,
        cast(null as {{ dbt.type_string() }}) as parent_contact_id,

        contacts_of_feeds.source_name,
        'mapped' as identity_source_name,
        {{ channel_name('contacts_of_feeds.channel_code') }} as channel_name,
        contacts_of_feeds.topic_name,
        contacts_of_feeds.priority_name,
        case
            when contacts_of_feeds.last_resolved_at is not null then 'resolved'
            else 'open'
        end as status_name,
        case
            when contacts_of_feeds.is_outbound and contacts_of_feeds.replied_at is null
                then 'outbound'
        end as exclusion_reason,

        contacts_of_feeds.reply_count as agent_reply_count,
        contacts_of_feeds.reopen_count,
        contacts_of_feeds.reassignment_count,

        contacts_of_feeds.is_outbound as is_opened_by_agent,
        case
            when contacts_of_feeds.replied_at is not null then true
            when contacts_of_feeds.reply_count is not null
                then contacts_of_feeds.reply_count > 0
            when contacts_of_feeds.has_replies then false
        end as is_answered,

        contacts_of_feeds._loaded_on,

        contacts_of_feeds.created_at,
        -- Where the company wrote first, no file tells when the customer answered.
        case
            when not contacts_of_feeds.is_outbound then contacts_of_feeds.created_at
        end as waiting_since_at,
        contacts_of_feeds.replied_at as first_replied_at,
        -- The last resolution is the first of what was never reopened, and of no other.
        case
            when contacts_of_feeds.first_resolved_at is not null
                then contacts_of_feeds.once_resolved_at
            when contacts_of_feeds.reopen_count = 0
                then contacts_of_feeds.last_resolved_at
        end as first_resolved_at,
        contacts_of_feeds.last_resolved_at as resolved_at
    from contacts_of_feeds
    left join channels
        on
            contacts_of_feeds.source_name = channels.source_name
            and contacts_of_feeds.channel_code = channels.channel_code

)

select * from final
