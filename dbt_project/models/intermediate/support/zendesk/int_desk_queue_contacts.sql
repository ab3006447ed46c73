-- One row per call or chat in which a customer asked for an agent.
with calls as (

    select * from {{ ref('stg_zendesk__calls') }}

),

chats as (

    select * from {{ ref('stg_zendesk__chats') }}

),

users as (

    select * from {{ ref('stg_zendesk__users') }}

),

-- An address of several users names the oldest, for numbers grow with time.
users_by_email as (

    select
        email,
        min(cast(user_id as bigint)) as user_id
    from users
    where email is not null
    group by email

),

final as (

    select
        'zendesk:call:' || call_id as queue_contact_id,
        caller_id as requester_id,
        'zendesk:' || agent_id as agent_id,
        'zendesk:' || ticket_id as contact_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        'phone' as channel_name,
        case
            when completion_code = 'abandoned_in_queue' then 'abandoned'
            when answer_seconds is not null or talk_seconds > 0 then 'answered'
            -- Voicemail and call-backs: nobody came, nobody gave up.
            else 'other'
        end as outcome_name,

        cast(coalesce(wait_seconds, answer_seconds) as bigint) as wait_seconds,

        _loaded_on,

        created_at as offered_at
    from calls
    where
        direction_code = 'inbound'
        and completion_code <> 'abandoned_in_ivr'

    union all

    select
        'zendesk:chat:' || chats.chat_id as queue_contact_id,
        cast(users_by_email.user_id as {{ dbt.type_string() }}) as requester_id,
        'zendesk:' || chats.agent_id as agent_id,
        'zendesk:' || chats.ticket_id as contact_id,

        'zendesk' as source_name,
        'zendesk' as identity_source_name,
        'chat' as channel_name,
        case
            when chats.is_missed then 'abandoned'
            when chats.answer_seconds is not null then 'answered'
            else 'other'
        end as outcome_name,

        cast(
            case
                when chats.is_missed then chats.duration_seconds
                else chats.answer_seconds
            end as bigint
        ) as wait_seconds,

        chats._loaded_on,

        chats.created_at as offered_at
    from chats
    left join users_by_email
        on chats.visitor_email = users_by_email.email
    where coalesce(chats.started_by_code, 'visitor') = 'visitor'

)

select * from final
