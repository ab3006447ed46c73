-- One row per ticket and stretch of time under one schedule.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

audit_events as (

    select * from {{ ref('stg_zendesk__audit_events') }}

),

intervals as (

    select * from {{ ref('stg_zendesk__schedule_intervals') }}

),

schedules_by_age as (

    select
        schedule_id,
        row_number() over (
            order by
                min(created_at) asc nulls last, length(schedule_id) asc nulls last,
                schedule_id asc nulls last
        ) as schedule_number
    from intervals
    group by schedule_id

),

-- Before any rule chose, and without one, the desk's oldest schedule holds.
assignments as (

    select
        tickets.ticket_id,
        schedules_by_age.schedule_id,
        cast(null as {{ dbt.type_string() }}) as audit_id,
        cast(0 as bigint) as event_number,
        tickets.created_at as held_from_at
    from tickets
    cross join schedules_by_age
    where
        schedules_by_age.schedule_number = 1
        and tickets.created_at < {{ as_of_end() }}

    union all

    select
        audit_events.ticket_id,
        audit_events.new_value as schedule_id,
        audit_events.audit_id,
        audit_events.event_number,
        greatest(audit_events.created_at, tickets.created_at) as held_from_at
    from audit_events
    inner join tickets
        on audit_events.ticket_id = tickets.ticket_id
    where
        audit_events.field_name = 'schedule_id'
        and audit_events.new_value is not null
        and audit_events.created_at < {{ as_of_end() }}

),

assignments_in_order as (

    select
        *,
        lead(held_from_at) over (
            partition by ticket_id
            order by {{ audit_order(at='held_from_at', unnumbered='first') }}
        ) as held_until_at
    from assignments

),

final as (

    select
        ticket_id,
        schedule_id,

        held_from_at,
        held_until_at
    from assignments_in_order
    where
        held_until_at is null
        or held_until_at > held_from_at

)

select * from final
