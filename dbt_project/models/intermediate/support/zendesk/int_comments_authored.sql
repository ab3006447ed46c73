-- One row per comment on a ticket, with whose it is.
with comments as (

    select * from {{ ref('stg_zendesk__comments') }}

),

tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

agents as (

    select * from {{ ref('int_zendesk_agents_found') }}

),

final as (

    select
        comments.comment_id,
        comments.ticket_id,

        -- In a call or a chat the customer is there, unless the desk called.
        coalesce(comments.comment_type, '') in ('VoiceComment', 'ChatTranscript')
        and coalesce(comments.channel_code, '') <> 'phone_call_outbound' as is_live,
        comments.is_public,
        coalesce(comments.author_id, '-1') = '-1'
        or coalesce(comments.channel_code, '') in ('rule', 'system') as is_automatic,
        agents.user_id is not null
        and comments.author_id <> coalesce(tickets.requester_id, '') as is_by_agent,

        -- Someone known as an agent since last night may have replied years ago.
        greatest(comments._loaded_on, agents._loaded_on, tickets._loaded_on)
            as _loaded_on,

        comments.created_at
    from comments
    left join tickets
        on comments.ticket_id = tickets.ticket_id
    left join agents
        on comments.author_id = agents.user_id

)

select * from final
