with schedules as (

    {{ latest_versions(source('zendesk', 'schedules'), ['id'], 'updated_at') }}

),

-- The week is opened here, because JSON stays in staging.
final as (

    select
        schedules.id || ':' || cast(opening.position as {{ dbt.type_string() }})
            as schedule_interval_id,
        schedules.id as schedule_id,

        schedules.time_zone as time_zone_code,

        cast({{ json_text('opening.element', 'start_time') }} as bigint)
            as start_minute,
        cast({{ json_text('opening.element', 'end_time') }} as bigint)
            as end_minute,

        schedules._loaded_on,

        schedules.created_at
    from schedules
    {{ join_json_elements('schedules.intervals', 'opening') }}

)

select * from final
