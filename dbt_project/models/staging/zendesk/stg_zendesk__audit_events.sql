with audits as (

    {{ latest_versions(source('zendesk', 'audits'), ['id']) }}

),

-- The list of changes is opened here, because JSON stays in staging: the history of a
-- ticket is in the changes, and an update without any says nothing.
final as (

    select
        audits.id || ':' || cast(event.position as {{ dbt.type_string() }})
            as audit_event_id,
        audits.id as audit_id,
        audits.ticket_id,
        audits.author_id,

        {{ json_text('event.element', 'type') }} as event_type,
        case
            when {{ json_text('event.element', 'type') }} = 'ScheduleAssignment'
                then 'schedule_id'
            else {{ json_text('event.element', 'field_name') }}
        end as field_name,
        coalesce(
            {{ json_text('event.element', 'value') }},
            {{ json_text('event.element', 'new_schedule_id') }}
        ) as new_value,
        {{ json_text('event.element', 'previous_value') }} as previous_value,
        {{ json_text('audits.via', 'channel') }} as channel_code,

        cast(event.position as bigint) as event_number,

        audits._loaded_on,

        audits.created_at
    from audits
    {{ join_json_elements('audits.events', 'event') }}

)

select * from final
