-- One row per contact that was answered or resolved under a schedule.
with contacts as (

    select * from {{ ref('int_contacts_with_schedules') }}

),

stretches as (

    select * from {{ ref('int_schedule_stretches') }}

),

spans as (

    {% for span_name, started_at, ended_at in contact_spans() %}
        select
            contact_id,
            schedule_id,
            held_from_at,
            held_until_at,
            '{{ span_name }}' as span_name,
            {{ started_at }} as started_at,
            {{ ended_at }} as ended_at
        from contacts
        where {{ ended_at }} >= {{ started_at }}
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

spans_by_schedule as (

    select
        contact_id,
        span_name,
        started_at,
        schedule_id,
        greatest(started_at, held_from_at) as began_at,
        least(ended_at, coalesce(held_until_at, ended_at)) as ended_at,
        coalesce(held_until_at > ended_at, true) as is_last
    from spans
    where
        ended_at >= held_from_at
        and (held_until_at is null or held_until_at > started_at)

),

-- Open time between two moments is the difference of what was open before each.
spans_measured as (

    select
        spans_by_schedule.contact_id,
        spans_by_schedule.span_name,
        spans_by_schedule.is_last,
        {{ open_seconds('ended', 'spans_by_schedule.ended_at') }}
        - {{ open_seconds('began', 'spans_by_schedule.began_at') }} as open_seconds,
        {{ open_seconds('ended', 'spans_by_schedule.ended_at') }}
        - {{ open_seconds('started', 'spans_by_schedule.started_at') }}
            as last_open_seconds
    from spans_by_schedule
    left join stretches as started
        on
            spans_by_schedule.schedule_id = started.schedule_id
            and cast(spans_by_schedule.started_at as date) = started.starts_date
            and spans_by_schedule.started_at >= started.starts_at
            and spans_by_schedule.started_at < started.ends_at
    left join stretches as began
        on
            spans_by_schedule.schedule_id = began.schedule_id
            and cast(spans_by_schedule.began_at as date) = began.starts_date
            and spans_by_schedule.began_at >= began.starts_at
            and spans_by_schedule.began_at < began.ends_at
    left join stretches as ended
        on
            spans_by_schedule.schedule_id = ended.schedule_id
            and cast(spans_by_schedule.ended_at as date) = ended.starts_date
            and spans_by_schedule.ended_at >= ended.starts_at
            and spans_by_schedule.ended_at < ended.ends_at

),

-- One schedule that nobody knows any more makes the whole unknown, not shorter.
spans_summed as (

    select
        contact_id,
        span_name,
        case when count(*) = count(open_seconds) then sum(open_seconds) / 60 end
            as business_minutes,
        max(case when is_last then last_open_seconds end) / 60
            as last_schedule_minutes
    from spans_measured
    group by
        contact_id,
        span_name

),

final as (

    select
        {% for span, _, _ in contact_spans() %}
            {% for way in ['business', 'last_schedule'] %}
                max(case when span_name = '{{ span }}' then {{ way }}_minutes end)
                    as {{ span }}_{{ way }}_minutes,
            {% endfor %}
        {% endfor %}
        contact_id
    from spans_summed
    group by contact_id

)

select * from final
