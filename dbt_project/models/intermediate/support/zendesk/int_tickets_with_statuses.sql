-- One row per ticket with a history of its status or agent.
with audit_events as (

    select * from {{ ref('stg_zendesk__audit_events') }}

),

touched_tickets as (

    {{ touched_keys('ticket_id', ['audit_events'], {'audit_events': 'created_at'}) }}

),

changes as (

    select audit_events.*
    from audit_events
    inner join touched_tickets
        on audit_events.ticket_id = touched_tickets.ticket_id
    where
        audit_events.field_name in ('status', 'assignee_id')
        and audit_events.new_value is not null
        and audit_events.created_at < {{ as_of_end() }}

),

-- The value before is the one before in the history, whatever the change says of it.
-- Numbers are text, so the shorter one is the earlier.
changes_in_order as (

    select
        *,
        lag(new_value) over (
            partition by ticket_id, field_name
            order by
                created_at asc nulls last, length(audit_id) asc nulls last,
                audit_id asc nulls last, event_number asc nulls last
        ) as old_value,
        row_number() over (
            partition by ticket_id, field_name
            order by
                created_at desc nulls last, length(audit_id) desc nulls last,
                audit_id desc nulls last, event_number desc nulls last
        ) as recency
    from changes

),

changes_marked as (

    select
        *,
        field_name = 'status'
        and new_value in ('solved', 'closed')
        and coalesce(old_value, 'new') not in ('solved', 'closed') as is_resolution,
        field_name = 'status'
        and new_value not in ('solved', 'closed', 'deleted')
        and coalesce(old_value, 'new') in ('solved', 'closed') as is_reopening,
        field_name = 'assignee_id'
        and old_value is not null
        and new_value <> old_value as is_reassignment
    from changes_in_order

),

final as (

    select
        ticket_id,

        max(case when field_name = 'status' and recency = 1 then new_value end)
            as status_code,

        cast(sum(case when is_reopening then 1 else 0 end) as bigint) as reopen_count,
        cast(sum(case when is_reassignment then 1 else 0 end) as bigint)
            as reassignment_count,

        greatest(max(_loaded_on), {{ local_date('max(created_at)') }}) as _loaded_on,

        min(case when is_resolution then created_at end) as first_resolved_at,
        max(case when is_resolution then created_at end) as last_resolved_at
    from changes_marked
    group by ticket_id

)

select * from final
