with schedules as (

    {{ latest_versions(source('zendesk', 'schedules'), ['id'], 'updated_at') }}

),

-- The week is opened here, because JSON stays in staging.
openings as (

    {{ json_elements('schedules', 'intervals') }}

),

final as (

    select
        id || ':' || cast(position as {{ dbt.type_string() }})
            as schedule_interval_id,
        id as schedule_id,

        time_zone as time_zone_code,

        cast({{ json_text('element', 'start_time') }} as bigint)
            as start_minute,
        cast({{ json_text('element', 'end_time') }} as bigint)
            as end_minute,

        _loaded_on,

        created_at
    from openings

)

select * from final
