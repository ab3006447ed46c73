-- One row per ticket with comments.
with comments as (

    select * from {{ ref('int_comments_authored') }}

),

touched_tickets as (

    {{ touched_keys('ticket_id', ['comments'], {'comments': 'created_at'}) }}

),

openings as (

    select
        comments.*,
        row_number() over (
            partition by comments.ticket_id
            order by
                comments.created_at asc nulls last, length(comments.comment_id) asc,
                comments.comment_id asc
        ) as comment_number,
        min(
            case
                when
                    comments.is_with_customer
                    and not comments.is_by_agent
                    and not comments.is_automatic
                    then comments.created_at
            end
        ) over (partition by comments.ticket_id) as customer_wrote_at
    from comments
    inner join touched_tickets
        on comments.ticket_id = touched_tickets.ticket_id
    where comments.created_at < {{ as_of_end() }}

),

replies as (

    select
        *,
        max(
            case
                when
                    comment_number = 1
                    and is_by_agent
                    and not is_automatic
                    and not is_live
                    then 1
                else 0
            end
        ) over (partition by ticket_id) as opened_by_agent
    from openings

),

replies_marked as (

    select
        *,
        -- What opens a ticket, or follows before the customer wrote, answers nobody.
        is_with_customer and is_by_agent and not is_automatic
        and (opened_by_agent = 0 or coalesce(created_at > customer_wrote_at, false))
            as is_reply
    from replies

),

final as (

    select
        ticket_id,

        cast(sum(case when is_reply then 1 else 0 end) as bigint) as agent_reply_count,

        max(opened_by_agent) = 1 as is_opened_by_agent,
        max(case when comment_number = 1 and is_live then 1 else 0 end) = 1
            as is_opened_by_record,
        max(customer_wrote_at) is not null as has_customer_message,

        greatest(max(_loaded_on), {{ local_date('max(created_at)') }}) as _loaded_on,

        case when max(opened_by_agent) = 1 then max(customer_wrote_at) end
            as customer_answered_at,
        min(case when is_reply then created_at end) as first_replied_at
    from replies_marked
    group by ticket_id

)

select * from final
