-- One row per ticket with a history of its status or agent.
with audit_events as (

    select * from {{ ref('stg_zendesk__audit_events') }}

),

ticket_steps as (

    select * from {{ ref('int_ticket_steps') }}

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

changes_in_order as (

    select
        *,
        lag(new_value) over (
            partition by ticket_id, field_name
            order by {{ audit_order() }}
        ) as old_value,
        row_number() over (
            partition by ticket_id, field_name
            order by {{ audit_order('desc') }}
        ) as recency
    from changes

),

steps_by_ticket as (

    select
        ticket_steps.ticket_id,
        sum(case when ticket_steps.step_name = 'reopened' then 1 else 0 end)
            as reopen_count,
        min(
            case
                when ticket_steps.step_name = 'resolved' then ticket_steps.happened_at
            end
        ) as first_resolved_at,
        max(
            case
                when ticket_steps.step_name = 'resolved' then ticket_steps.happened_at
            end
        ) as last_resolved_at
    from ticket_steps
    inner join touched_tickets
        on ticket_steps.ticket_id = touched_tickets.ticket_id
    group by ticket_steps.ticket_id

),

changes_by_ticket as (

    select
        ticket_id,
        max(case when field_name = 'status' and recency = 1 then new_value end)
            as status_code,
        sum(
            case
                when field_name = 'assignee_id' and new_value <> old_value then 1
                else 0
            end
        ) as reassignment_count,
        greatest(max(_loaded_on), {{ local_date('max(created_at)') }}) as _loaded_on
    from changes_in_order
    group by ticket_id

),

final as (

    select
        changes_by_ticket.ticket_id,

        changes_by_ticket.status_code,

        case
            when changes_by_ticket.status_code is not null
                then cast(coalesce(steps_by_ticket.reopen_count, 0) as bigint)
        end as reopen_count,
        cast(changes_by_ticket.reassignment_count as bigint) as reassignment_count,

        changes_by_ticket._loaded_on,

        steps_by_ticket.first_resolved_at,
        steps_by_ticket.last_resolved_at
    from changes_by_ticket
    left join steps_by_ticket
        on changes_by_ticket.ticket_id = steps_by_ticket.ticket_id

)

select * from final
