-- One row per reason to talk to a customer again, with whether somebody did.
with reasons as (

    select * from {{ ref('int_follow_up_reasons') }}

),

touches as (

    select * from {{ ref('int_company_touches') }}

),

-- That nobody was in touch means something once a desk tells of anybody who was.
desk as (

    select {{ local_date('min(touched_at)') }} as desk_first_date
    from touches

),

reasons_told as (

    select
        reasons.*,
        coalesce(reasons.opened_date >= desk.desk_first_date, false) as is_told
    from reasons
    cross join desk

),

first_touches as (

    select
        reasons.follow_up_id,
        {{ local_date('min(touches.touched_at)') }} as followed_up_date
    from reasons
    inner join touches
        on
            reasons.customer_id = touches.customer_id
            and reasons.opened_at < touches.touched_at
    group by reasons.follow_up_id

),

final as (

    select
        reasons_told.follow_up_id,
        reasons_told.customer_id,
        reasons_told.subject_id,

        reasons_told.reason_name,
        reasons_told.owner_name,
        case
            when not reasons_told.is_told then 'unknown'
            when first_touches.followed_up_date <= reasons_told.due_date then 'in_time'
            when first_touches.followed_up_date is not null then 'late'
            when reasons_told.due_date <= {{ as_of() }} then 'overdue'
            else 'open'
        end as status_name,

        reasons_told.customer_id <> 'unknown' as is_reachable,
        reasons_told.is_told,
        reasons_told.due_date <= {{ as_of() }} as is_due,

        reasons_told.opened_date,
        reasons_told.due_date,
        first_touches.followed_up_date,
        reasons_told.outcome_date,

        reasons_told.opened_at
    from reasons_told
    left join first_touches
        on reasons_told.follow_up_id = first_touches.follow_up_id

)

select * from final
