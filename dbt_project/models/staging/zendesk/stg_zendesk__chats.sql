with chats as (

    {{ latest_versions(source('zendesk', 'chats'), ['id'], 'update_timestamp') }}

),

final as (

    select
        chats.id as chat_id,
        chats.zendesk_ticket_id as ticket_id,
        {{ json_first('chats.agent_ids') }} as agent_id,

        {{ blank_to_null('lower(' ~ json_text('chats.visitor', 'email') ~ ')') }}
            as visitor_email,
        chats.started_by as started_by_code,

        chats.duration as duration_seconds,
        cast({{ json_text('chats.response_time', 'first') }} as bigint)
            as answer_seconds,

        chats.missed as is_missed,

        chats._loaded_on,

        chats.timestamp as created_at
    from chats

)

select * from final
