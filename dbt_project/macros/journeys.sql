{# The frame of a window over what a party did in a journey, from its first event on. In the same second the
   earlier stage comes first, and a contact or answer after what it may be about. #}
{% macro in_order_of_steps(last, relation=none) -%}
    {%- set of = relation ~ '.' if relation else '' %}
    partition by {{ of }}party_id, {{ of }}journey_code
    order by
        {{ of }}happened_at asc nulls last,
        {{ of }}stage_number asc nulls last,
        {{ of }}touchpoint_id asc nulls last
    rows between unbounded preceding and {{ last }}
{%- endmacro %}

{# The parties whose events a night moved. They hang together: a late one can join two journeys or part them. #}
{% macro touched_parties(stage_events) -%}
    select {{ stage_events }}.party_id
    from {{ stage_events }}
    left join {{ this }} as shown
        on {{ stage_events }}.touchpoint_id = shown.touchpoint_id
    where
        shown.touchpoint_id is null
        or {{ stage_events }}.party_id <> shown.party_id
        or {{ is_touched(stage_events ~ '._loaded_on', stage_events ~ '.happened_at') }}

    union distinct

    select shown.party_id
    from {{ this }} as shown
    left join {{ stage_events }}
        on
            shown.touchpoint_id = {{ stage_events }}.touchpoint_id
            and shown.party_id = {{ stage_events }}.party_id
    where {{ stage_events }}.touchpoint_id is null
{%- endmacro %}

{# Each start event among a party's events, as if it began a journey: when its window ends, and which start
   would be the first after its goal, or else after its window. Windows end in marks among the events, so
   that all of it is found in one order, without a join by ranges. #}
{% macro journeys_if_begun(events) -%}
    select
        party_id,
        journey_code,
        touchpoint_id,
        min(event_number) as event_number,
        min(happened_at) as started_at,
        max(happened_at) as window_end_at,
        min(event_number) = min(min(event_number)) over (
            partition by party_id, journey_code
        ) as is_first,
        case
            when min(goal_number) < max(event_number) then min(start_after_goal_number)
            else max(case when is_mark = 1 then next_start_number end)
        end as next_start_number
    from (
        select
            *,
            min(case when is_goal then event_number end) over later as goal_number,
            min(case when is_goal then next_start_number end) over later
                as start_after_goal_number
        from (
            select
                *,
                min(case when is_start and is_mark = 0 then event_number end) over later
                    as next_start_number
            from (
                select
                    *,
                    row_number() over (
                        partition by party_id, journey_code
                        order by
                            happened_at asc nulls last,
                            is_mark asc,
                            stage_number asc nulls last,
                            touchpoint_id asc nulls last
                    ) as event_number
                from (
                    select
                        party_id, journey_code, touchpoint_id, stage_number,
                        is_start, is_goal, happened_at, 0 as is_mark
                    from {{ events }}
                    union all
                    select
                        party_id, journey_code, touchpoint_id, stage_number,
                        is_start, false as is_goal,
                        {{ plus_days('happened_at', 'window_days') }} as happened_at, 1 as is_mark
                    from {{ events }}
                    where is_start
                ) as events_and_marks
            ) as numbered_events
            window later as (
                partition by party_id, journey_code
                order by event_number asc
                rows between 1 following and unbounded following
            )
        ) as events_before_starts
        window later as (
            partition by party_id, journey_code
            order by event_number asc
            rows between 1 following and unbounded following
        )
    ) as events_before_goals
    where is_start
    group by party_id, journey_code, touchpoint_id
{%- endmacro %}
