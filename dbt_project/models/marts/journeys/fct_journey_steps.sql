-- One row per event that marks a stage, with the journey it is a step of.
with touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

stage_events as (

    select * from touchpoints
    where stage_number is not null and party_id is not null

),

{% if is_incremental() %}

    -- A party's events hang together: a late one can join two journeys or part them.
    touched_parties as (

        select stage_events.party_id
        from stage_events
        left join {{ this }} as shown
            on stage_events.touchpoint_id = shown.touchpoint_id
        where
            shown.touchpoint_id is null
            or stage_events.party_id <> shown.party_id
            or {{ is_touched('stage_events._loaded_on', 'stage_events.happened_at') }}

        union distinct

        select shown.party_id
        from {{ this }} as shown
        left join stage_events
            on
                shown.touchpoint_id = stage_events.touchpoint_id
                and shown.party_id = stage_events.party_id
        where stage_events.touchpoint_id is null

    ),

{% endif %}

events_after_others as (

    select
        *,
        max(case when is_start then happened_at end) over earlier as previous_start_at,
        max(case when is_goal then happened_at end) over earlier as previous_goal_at
    from stage_events
    {% if is_incremental() %}
        where party_id in (select touched_parties.party_id from touched_parties)
    {% endif %}
    window earlier as ({{ in_order_of_steps('1 preceding') }})

),

-- A start event while a journey is under way prolongs its window (DECISIONS D121).
events_with_beginning as (

    select
        *,
        max(case when is_start then {{ plus_days('happened_at', 'window_days') }} end)
            over so_far as window_end_at,
        max(
            case
                when is_start and (
                    previous_start_at is null
                    or previous_goal_at >= previous_start_at
                    or happened_at > {{ plus_days('previous_start_at', 'window_days') }}
                ) then happened_at
            end
        ) over so_far as started_at
    from events_after_others
    window so_far as ({{ in_order_of_steps('current row') }})

),

events_in_journey as (

    select
        *,
        coalesce(previous_goal_at < started_at, true)
        and happened_at <= window_end_at as is_step
    from events_with_beginning

),

final as (

    select
        touchpoint_id,
        case
            when is_step
                then {{ hash_key(['party_id', 'journey_code', 'started_at']) }}
        end as journey_id,
        customer_id,
        party_id,
        journey_code,

        channel_name,

        stage_number,

        coalesce(is_step, false) and is_goal as is_goal,

        _loaded_on,

        happened_at,
        case when is_step then started_at end as started_at,
        case when is_step then window_end_at end as window_end_at
    from events_in_journey

)

select * from final
