with calls as (

    {{ latest_versions(source('zendesk', 'calls'), ['id'], 'updated_at') }}

),

final as (

    select
        calls.id as call_id,
        calls.ticket_id,
        calls.agent_id,
        calls.customer_id as caller_id,

        calls.direction as direction_code,
        calls.completion_status as completion_code,

        calls.wait_time as wait_seconds,
        calls.time_to_answer as answer_seconds,
        calls.talk_time as talk_seconds,

        calls._loaded_on,

        calls.created_at
    from calls

)

select * from final
