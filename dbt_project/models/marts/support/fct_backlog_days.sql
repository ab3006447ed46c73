-- One row per day and cell of channel and segments in which there ever was a contact.
with contact_steps as (

    select * from {{ ref('int_contact_steps_unioned') }}

),

contacts as (

    select * from {{ ref('fct_contacts') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

dates as (

    select * from {{ ref('dim_dates') }}

),

changes_by_day as (

    select
        contacts.channel_name,
        customers.customer_type,
        customers.tier_name,
        customers.region_name,
        {{ local_date('contact_steps.happened_at') }} as changed_date,
        sum(contact_steps.open_change) as open_change
    from contact_steps
    inner join contacts
        on contact_steps.contact_id = contacts.contact_id
    inner join customers
        on contacts.customer_id = customers.customer_id
    group by
        contacts.channel_name,
        customers.customer_type,
        customers.tier_name,
        customers.region_name,
        {{ local_date('contact_steps.happened_at') }}

),

-- From one change of a cell to its next: validity ranges, no row per contact and day.
ranges as (

    select
        channel_name,
        customer_type,
        tier_name,
        region_name,
        changed_date as valid_from_date,
        lead(changed_date) over in_order as valid_until_date,
        sum(open_change) over in_order as open_count
    from changes_by_day
    window in_order as (
        partition by channel_name, customer_type, tier_name, region_name
        order by changed_date asc
    )

),

final as (

    select
        {{ hash_key([
            'dates.date_day', 'ranges.channel_name', 'ranges.customer_type',
            'ranges.tier_name', 'ranges.region_name',
        ]) }} as backlog_day_id,

        ranges.channel_name,
        ranges.customer_type,
        ranges.tier_name,
        ranges.region_name,

        cast(ranges.open_count as bigint) as open_count,

        dates.date_day as backlog_date
    from ranges
    inner join dates
        on
            ranges.valid_from_date <= dates.date_day
            and dates.date_day <= {{ as_of() }}
            and (
                ranges.valid_until_date is null
                or ranges.valid_until_date > dates.date_day
            )

)

select * from final
