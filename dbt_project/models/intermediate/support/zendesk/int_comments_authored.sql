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

comments_judged as (

    select
        *,
        -- In a call or a chat the customer is there, unless the desk called.
        {{ is_conversation('comment_type') }}
        and coalesce(channel_code, '') <> 'phone_call_outbound' as is_live,
        coalesce(author_id, '-1') = '-1'
        or coalesce(channel_code, '') in ('rule', 'system') as is_automatic
    from comments

),

final as (

    select
        comments_judged.comment_id,
        comments_judged.ticket_id,

        comments_judged.is_live,
        -- Whether its record is public says nothing of what was said.
        comments_judged.is_public or comments_judged.is_live as is_with_customer,
        comments_judged.is_automatic,
        agents.user_id is not null
        and comments_judged.author_id <> coalesce(tickets.requester_id, '')
            as is_by_agent,

        -- Someone known as an agent since last night may have replied years ago.
        greatest(comments_judged._loaded_on, agents._loaded_on, tickets._loaded_on)
            as _loaded_on,

        comments_judged.created_at
    from comments_judged
    left join tickets
        on comments_judged.ticket_id = tickets.ticket_id
    left join agents
        on comments_judged.author_id = agents.user_id

)

select * from final
