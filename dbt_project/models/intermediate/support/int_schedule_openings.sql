-- One row per schedule and opening on a day of its own calendar.
with hours as (

    select * from {{ ref('int_schedule_hours_unioned') }}

),

closed_days as (

    select * from {{ ref('int_closed_days_unioned') }}

),

covered_days as (

    select * from {{ ref('int_schedule_days') }}

),

week_days as (

    {{ whole_numbers(below=14) }}

),

-- An opening past midnight belongs to two days, either of which may be a holiday.
hours_by_day as (

    select
        hours.schedule_id,
        hours.time_zone_name,
        week_days.number % 7 as days_from_sunday,
        greatest(hours.start_minute - week_days.number * 1440, 0) as start_minute,
        least(hours.end_minute - week_days.number * 1440, 1440) as end_minute
    from hours
    inner join week_days
        on
            hours.start_minute < (week_days.number + 1) * 1440
            and hours.end_minute > week_days.number * 1440

),

openings as (

    select
        hours_by_day.schedule_id,
        closed_days.schedule_id is null as is_open,
        covered_days.date_day as opening_date,
        {{ utc_of_local(
            plus_minutes('covered_days.midnight_at', 'hours_by_day.start_minute'),
            'hours_by_day.time_zone_name'
        ) }} as opened_at,
        {{ utc_of_local(
            plus_minutes('covered_days.midnight_at', 'hours_by_day.end_minute'),
            'hours_by_day.time_zone_name'
        ) }} as closed_at
    from hours_by_day
    inner join covered_days
        on hours_by_day.days_from_sunday = covered_days.days_from_sunday
    left join closed_days
        on
            hours_by_day.schedule_id = closed_days.schedule_id
            and covered_days.date_day between closed_days.start_date
            and closed_days.end_date

),

schedules as (

    select schedule_id
    from hours
    group by schedule_id

),

final as (

    select * from openings
    union all
    select
        schedules.schedule_id,
        false as is_open,
        covered_days.date_day as opening_date,
        covered_days.midnight_at as opened_at,
        covered_days.midnight_at as closed_at
    from covered_days
    cross join schedules
    left join openings
        on
            schedules.schedule_id = openings.schedule_id
            and covered_days.date_day = openings.opening_date
    where openings.schedule_id is null

)

select * from final
