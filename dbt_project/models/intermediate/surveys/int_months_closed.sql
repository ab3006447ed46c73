-- One row per month that has begun, with the day on which it closes.
with dates as (

    select * from {{ ref('dim_dates') }}

),

final as (

    select
        date_day as month_date,
        -- The running month closes, for now, with the night.
        least(
            cast({{ dbt.last_day('date_day', 'month') }} as date), {{ as_of() }}
        ) as closing_date
    from dates
    where
        date_day = month_start_date
        and date_day <= {{ as_of() }}

)

select * from final
