-- One row per ticket: the vendor's ticket in the shape of a contact.
with tickets as (

    select * from {{ ref('int_tickets_with_state') }}

),

replies as (

    select * from {{ ref('int_tickets_with_replies') }}

),

channels as (

    select *
    from {{ ref('channel_map') }}
    where source_name = 'zendesk'

),

touched_tickets as (

    {{ touched_keys('ticket_id', ['tickets', 'replies'], {'tickets': 'created_at'}) }}

),

tickets_with_replies as (

    select
        tickets.*,
        {{ channel_name('tickets.channel_code') }} as channel_name,
        coalesce(replies.agent_reply_count, 0) as agent_reply_count,
        coalesce(replies.is_opened_by_agent, false) as is_opened_by_agent,
        greatest(tickets._loaded_on, replies._loaded_on) as newest_loaded_on,
        replies.customer_answered_at,
        replies.first_replied_at
    from tickets
    inner join touched_tickets
        on tickets.ticket_id = touched_tickets.ticket_id
    left join replies
        on tickets.ticket_id = replies.ticket_id
    left join channels
        on tickets.channel_code = channels.channel_code
    where tickets.created_at < {{ as_of_end() }}

),

final as (

    select
        'zendesk:' || ticket_id as contact_id,
        requester_id,
        organization_id,
        'zendesk:' || assignee_id as agent_id,
        'zendesk:' || followed_ticket_id as parent_contact_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        channel_name,
        topic_code as topic_name,
        priority_code as priority_name,
        case
            when status_code in ('solved', 'closed') then 'resolved'
            when status_code in ('pending', 'hold') then 'waiting'
            else status_code
        end as status_name,
        -- The first that applies: what is spam or a test is often deleted, too.
        case
            when is_spam then 'spam'
            when is_test then 'test'
            when is_merged then 'merged'
            when is_deleted then 'deleted'
            when is_opened_by_agent and customer_answered_at is null then 'outbound'
        end as exclusion_reason,

        agent_reply_count,
        reopen_count,
        reassignment_count,

        is_opened_by_agent,
        first_replied_at is not null as is_answered,

        greatest(newest_loaded_on, {{ local_date('created_at') }}) as _loaded_on,

        created_at,
        coalesce(customer_answered_at, created_at) as waiting_since_at,
        first_replied_at,
        first_resolved_at,
        resolved_at
    from tickets_with_replies

)

select * from final
