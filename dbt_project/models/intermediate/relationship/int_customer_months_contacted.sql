-- One row per customer and complete month with recent or open contacts at its end.
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

window_days as (

    select max(window_days) as contact_window_days
    from {{ ref('health_components') }}
    where component_name = 'contacts_per_month'

),

month_ends as (

    select max(date_day) as month_end_date
    from {{ ref('dim_dates') }}
    where month_start_date < {{ first_open_month(as_of()) }}
    group by month_start_date

),

-- What happened after a month's end is not known at it: a contact taken up again later
-- counts as resolved since it first was.
contact_days as (

    select
        customer_id,
        {{ local_date('created_at') }} as created_date,
        -- Of what tells only its last resolution, that is the best there is.
        coalesce(
            {{ local_date('coalesce(first_resolved_at, resolved_at)') }},
            cast('2050-01-01' as date)
        ) as open_until_date
    from contacts
    where
        exclusion_reason is null
        and customer_id <> 'unknown'

),

contacts_in_sight as (

    select
        contact_days.customer_id,
        month_ends.month_end_date,
        1 as contact_count,
        cast(null as date) as open_since_date
    from contact_days
    cross join window_days
    inner join month_ends
        on
            contact_days.created_date <= month_ends.month_end_date
            and cast(
                {{ plus_days(
                    'cast(contact_days.created_date as timestamp)',
                    'window_days.contact_window_days'
                ) }} as date
            ) > month_ends.month_end_date

    union all

    select
        contact_days.customer_id,
        month_ends.month_end_date,
        0 as contact_count,
        contact_days.created_date as open_since_date
    from contact_days
    inner join month_ends
        on
            contact_days.created_date <= month_ends.month_end_date
            and contact_days.open_until_date > month_ends.month_end_date

),

final as (

    select
        customer_id,

        cast(sum(contact_count) as bigint) as contact_count,

        min(open_since_date) as open_since_date,
        month_end_date
    from contacts_in_sight
    group by customer_id, month_end_date

)

select * from final
