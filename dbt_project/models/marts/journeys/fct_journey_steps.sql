-- One row per event that marks a stage, with the journey it is a step of.
with recursive touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

stage_events as (

    select * from touchpoints
    where stage_number is not null and party_id is not null

),

{% if is_incremental() %}

    touched_parties as (

        {{ touched_parties('stage_events') }}

    ),

{% endif %}

events as (

    select *
    from stage_events
    {% if is_incremental() %}
        where party_id in (select touched_parties.party_id from touched_parties)
    {% endif %}

),

journeys_if_begun as (

    {{ journeys_if_begun('events') }}

),

-- The first start begins a journey, then the first after its goal or window (D121).
journeys_begun as (

    select *
    from journeys_if_begun
    where is_first

    union all

    select journeys_if_begun.*
    from journeys_begun
    inner join journeys_if_begun
        on
            journeys_begun.party_id = journeys_if_begun.party_id
            and journeys_begun.journey_code = journeys_if_begun.journey_code
            and journeys_begun.next_start_number = journeys_if_begun.event_number

),

events_with_beginning as (

    select
        events.*,
        max(case when events.is_goal then events.happened_at end) over earlier
            as previous_goal_at,
        max(journeys_begun.started_at) over so_far as started_at,
        max(journeys_begun.window_end_at) over so_far as window_end_at
    from events
    left join journeys_begun
        on events.touchpoint_id = journeys_begun.touchpoint_id
    window
        earlier as ({{ in_order_of_steps('1 preceding', 'events') }}),
        so_far as ({{ in_order_of_steps('current row', 'events') }})

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
