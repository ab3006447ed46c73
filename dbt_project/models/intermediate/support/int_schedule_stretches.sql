-- One row per schedule and stretch within a day (UTC) in which it stays open or closed.
with openings as (

    select * from {{ ref('int_schedule_openings') }}

),

-- Every midnight cuts the stretches, also on days nobody opens, so that a moment finds
-- its own by its day.
schedule_days as (

    select
        schedule_id,
        opening_date
    from openings
    group by
        schedule_id,
        opening_date

),

changes as (

    select
        schedule_id,
        opened_at as changed_at,
        case when is_open then 1 else 0 end as opened_count
    from openings
    union all
    select
        schedule_id,
        closed_at as changed_at,
        case when is_open then -1 else 0 end as opened_count
    from openings
    union all
    select
        schedule_id,
        cast(opening_date as timestamp) as changed_at,
        0 as opened_count
    from schedule_days

),

moments as (

    select
        schedule_id,
        changed_at,
        sum(opened_count) as opened_count
    from changes
    group by
        schedule_id,
        changed_at

),

stretches as (

    select
        schedule_id,
        changed_at as starts_at,
        -- Openings that overlap by mistake are still open only once.
        sum(opened_count) over until_here > 0 as is_open,
        lead(changed_at) over in_order as ends_at
    from moments
    window
        until_here as (
            partition by schedule_id
            order by changed_at asc nulls last
            rows between unbounded preceding and current row
        ),
        in_order as (
            partition by schedule_id
            order by changed_at asc nulls last
        )

),

stretches_measured as (

    select
        *,
        case
            when is_open
                then cast({{ seconds_between('starts_at', 'ends_at') }} as bigint)
            else 0
        end as open_seconds
    from stretches

),

final as (

    select
        schedule_id,

        cast(
            sum(open_seconds) over (
                partition by schedule_id
                order by starts_at asc nulls last
                rows between unbounded preceding and current row
            ) - open_seconds as bigint
        ) as open_seconds_before,

        is_open,

        cast(starts_at as date) as starts_date,

        starts_at,
        ends_at
    from stretches_measured
    where ends_at is not null

)

select * from final
