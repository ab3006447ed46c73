-- One row per journey begun and stage that it reached.
with journeys as (

    select * from {{ ref('fct_journeys') }}

),

journey_steps as (

    select * from {{ ref('fct_journey_steps') }}

),

stages as (

    select * from {{ ref('int_stages_defined') }}

),

stages_seen as (

    select
        journey_id,
        stage_number,
        channel_name,
        happened_at as reached_at,
        row_number() over (
            partition by journey_id, stage_number
            order by happened_at asc nulls last, touchpoint_id asc nulls last
        ) as step_number
    from journey_steps
    where journey_id is not null

),

-- A stage whose event is missing was passed if a later one was reached (D122).
stages_reached as (

    select
        journeys.journey_id,
        journeys.customer_id,
        journeys.journey_name,
        journeys.furthest_stage_number,
        journeys.is_maturing,
        journeys.is_completed,
        journeys.started_date,
        stages.stage_number,
        stages.stage_name,
        stages.touchpoint_name,
        stages.channel_name as usual_channel_name,
        stages.is_moment_of_truth
    from journeys
    inner join stages
        on
            journeys.journey_code = stages.journey_code
            and journeys.furthest_stage_number >= stages.stage_number

),

stages_with_times as (

    select
        stages_reached.*,
        coalesce(stages_seen.channel_name, stages_reached.usual_channel_name)
            as channel_name,
        stages_seen.reached_at,
        min(stages_seen.reached_at) over (
            partition by stages_reached.journey_id
            order by stages_reached.stage_number asc nulls last
            rows between 1 following and unbounded following
        ) as left_at
    from stages_reached
    left join stages_seen
        on
            stages_reached.journey_id = stages_seen.journey_id
            and stages_reached.stage_number = stages_seen.stage_number
            and stages_seen.step_number = 1

),

final as (

    select
        journey_id || '/' || cast(stage_number as {{ dbt.type_string() }})
            as journey_stage_id,
        journey_id,
        customer_id,

        journey_name,
        stage_name,
        touchpoint_name,
        channel_name,

        stage_number,
        -- Events out of order tell nothing of the time between them.
        case
            when left_at >= reached_at
                then {{ minutes_between('reached_at', 'left_at') }}
        end as stage_minutes,

        reached_at is not null as is_seen,
        is_moment_of_truth,
        is_maturing,
        not is_maturing
        and not is_completed
        and stage_number = furthest_stage_number as is_left,

        started_date,

        reached_at
    from stages_with_times

)

select * from final
