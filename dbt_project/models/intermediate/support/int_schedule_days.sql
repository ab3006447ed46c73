-- One row per day that a schedule is laid over.
with contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

dates as (

    select * from {{ ref('dim_dates') }}

),

first_contact as (

    select min(created_at) as first_at
    from contacts

),

-- A week and a day around: an opening lies on either side of all contacts even if there
-- is one a week, and the day of a schedule's zone is not the day of UTC.
final as (

    select
        dates.date_day,

        dates.weekday_number % 7 as days_from_sunday,

        cast(dates.date_day as timestamp) as midnight_at
    from dates
    cross join first_contact
    where
        cast(dates.date_day as timestamp)
        > {{ plus_days('first_contact.first_at', -8) }}
        and cast(dates.date_day as timestamp) < {{ plus_days(as_of_end(), 8) }}

)

select * from final
