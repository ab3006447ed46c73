-- One row per step of a ticket out of work, or back into it.
with audit_events as (

    select * from {{ ref('stg_zendesk__audit_events') }}

),

touched_tickets as (

    {{ touched_keys('ticket_id', ['audit_events'], {'audit_events': 'created_at'}) }}

),

-- Deletion is no state of the work: what is restored is where it was before.
changes as (

    select audit_events.*
    from audit_events
    inner join touched_tickets
        on audit_events.ticket_id = touched_tickets.ticket_id
    where
        audit_events.field_name = 'status'
        and audit_events.new_value <> 'deleted'
        and audit_events.created_at < {{ as_of_end() }}

),

-- The value before is the one before in the history, whatever the change says of it.
changes_in_order as (

    select
        *,
        lag(new_value) over (
            partition by ticket_id
            order by {{ audit_order() }}
        ) as old_value
    from changes

),

changes_named as (

    select
        *,
        case
            when
                new_value in ('solved', 'closed')
                and coalesce(old_value, 'new') not in ('solved', 'closed')
                then 'resolved'
            when
                new_value not in ('solved', 'closed')
                and coalesce(old_value, 'new') in ('solved', 'closed')
                then 'reopened'
        end as step_name
    from changes_in_order

),

final as (

    select
        audit_id
        || ':'
        || cast(event_number as {{ dbt.type_string() }}) as ticket_step_id,
        ticket_id,

        step_name,

        _loaded_on,

        created_at as happened_at
    from changes_named
    where step_name is not null

)

select * from final
