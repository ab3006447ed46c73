-- One row per ticket, with its state at the end of the night's day.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

statuses as (

    select * from {{ ref('int_tickets_with_statuses') }}

),

-- Without a history the latest version tells the state, and when (DECISIONS D36): a
-- resolution that it dates after the night has not happened yet.
tickets_as_told as (

    select
        *,
        case
            when
                status_code in ('solved', 'closed') and updated_at >= {{ as_of_end() }}
                then 'open'
            else status_code
        end as told_status_code,
        case
            when status_code in ('solved', 'closed') and updated_at < {{ as_of_end() }}
                then updated_at
        end as told_resolved_at
    from tickets

),

tickets_with_status as (

    select
        tickets_as_told.*,
        case
            when tickets_as_told.is_deleted then 'deleted'
            else coalesce(statuses.status_code, tickets_as_told.told_status_code)
        end as status_code_of_night,
        statuses.reopen_count,
        statuses.reassignment_count,
        case
            when statuses.status_code is not null then statuses.first_resolved_at
            else tickets_as_told.told_resolved_at
        end as first_resolved_at,
        case
            when statuses.status_code is not null then statuses.last_resolved_at
            else tickets_as_told.told_resolved_at
        end as last_resolved_at,
        greatest(
            tickets_as_told._loaded_on,
            statuses._loaded_on,
            case
                when statuses.status_code is null
                    then {{ local_date('tickets_as_told.told_resolved_at') }}
            end
        ) as newest_loaded_on
    from tickets_as_told
    left join statuses
        on tickets_as_told.ticket_id = statuses.ticket_id

),

final as (

    select
        ticket_id,
        requester_id,
        organization_id,
        assignee_id,
        followed_ticket_id,

        status_code_of_night as status_code,
        priority_code,
        channel_code,
        topic_code,

        reopen_count,
        reassignment_count,

        is_deleted,
        is_merged,
        is_spam,
        is_test,

        newest_loaded_on as _loaded_on,

        created_at,
        first_resolved_at,
        case when status_code_of_night in ('solved', 'closed') then last_resolved_at end
            as resolved_at
    from tickets_with_status

)

select * from final
