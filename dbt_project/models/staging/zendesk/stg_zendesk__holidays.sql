with holidays as (

    {{ latest_versions(source('zendesk', 'holidays'), ['id']) }}

),

final as (

    select
        holidays.id as holiday_id,
        holidays.schedule_id,

        holidays.start_date,
        holidays.end_date,
        holidays._loaded_on
    from holidays

)

select * from final
