with tickets as (

    {{ latest_versions(
        source('zendesk', 'tickets'), ['id'], 'updated_at', 'generated_timestamp'
    ) }}

),

final as (

    select
        tickets.id as ticket_id,
        tickets.requester_id,
        tickets.submitter_id,
        tickets.assignee_id,
        tickets.group_id,
        tickets.organization_id,
        case
            when {{ json_text('tickets.via', 'source.rel') }} = 'follow_up'
                then {{ json_text('tickets.via', 'source.from.ticket_id') }}
        end as followed_ticket_id,

        tickets.status as status_code,
        tickets.priority as priority_code,
        {{ json_text('tickets.via', 'channel') }} as channel_code,
        {{ blank_to_null(
            json_field_value('tickets.custom_fields', var('zendesk_topic_field_id'))
        ) }} as topic_code,
        {{ blank_to_null('tickets.description') }} as opening_text,

        tickets.status = 'deleted' as is_deleted,
        {{ json_array_contains('tickets.tags', 'closed_by_merge') }} as is_merged,
        {{ json_array_contains('tickets.tags', 'spam') }} as is_spam,
        {{ json_array_contains('tickets.tags', 'test') }} as is_test,

        tickets._loaded_on,

        tickets.created_at,
        tickets.updated_at
    from tickets

)

select * from final
