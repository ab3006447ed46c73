-- One row per day from 1990-01-01 to 2049-12-31.
-- The range is fixed, so that the calendar never depends on the clock.
with day_numbers as (

    {{ whole_numbers(below=21915) }}

),

days as (

    select
        cast(
            {{ plus_days("cast('1990-01-01' as timestamp)", "day_numbers.number") }}
            as date
        ) as date_day,
        -- 1990-01-01 was a Monday, so the weekday needs no engine's own numbering.
        cast(1 + day_numbers.number % 7 as bigint) as weekday_number
    from day_numbers

),

final as (

    select
        days.date_day,

        cast(extract(year from days.date_day) as bigint) as year_number,
        cast(extract(quarter from days.date_day) as bigint) as quarter_number,
        cast(extract(month from days.date_day) as bigint) as month_number,
        days.weekday_number,

        days.weekday_number >= 6 as is_weekend,

        cast(date_trunc('week', days.date_day) as date) as week_start_date,
        cast(date_trunc('month', days.date_day) as date) as month_start_date,
        cast(date_trunc('quarter', days.date_day) as date) as quarter_start_date,
        cast(date_trunc('year', days.date_day) as date) as year_start_date
    from days

)

select * from final
