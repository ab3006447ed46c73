with audits as (

    {{ latest_versions(source('zendesk', 'audits'), ['id']) }}

),

-- The list of changes is opened here, because JSON stays in staging: the history of a
-- ticket is in the changes, and an update without any says nothing.
changes as (

    {{ json_elements('audits', 'events') }}

),

final as (

    select
        id || ':' || cast(position as {{ dbt.type_string() }})
            as audit_event_id,
        id as audit_id,
        ticket_id,
        author_id,

        {{ json_text('element', 'type') }} as event_type,
        case
            when {{ json_text('element', 'type') }} = 'ScheduleAssignment'
                then 'schedule_id'
            else {{ json_text('element', 'field_name') }}
        end as field_name,
        coalesce(
            {{ json_text('element', 'value') }},
            {{ json_text('element', 'new_schedule_id') }}
        ) as new_value,
        {{ json_text('element', 'previous_value') }} as previous_value,
        {{ json_text('via', 'channel') }} as channel_code,

        cast(position as bigint) as event_number,

        _loaded_on,

        created_at
    from changes

)

select * from final
