-- One row per stage of a journey, as the company defines it.
with journeys as (

    select * from {{ ref('journeys') }}

),

touchpoints as (

    select * from {{ ref('touchpoints') }}

),

-- The lines of a stage differ in nothing but their events.
final as (

    select
        journeys.journey_code,

        journeys.journey_name,
        journeys.owner_name,
        min(touchpoints.stage_name) as stage_name,
        min(touchpoints.touchpoint_name) as touchpoint_name,
        min(touchpoints.channel_name) as channel_name,

        touchpoints.stage_number,
        journeys.window_days,

        max(case when touchpoints.is_moment_of_truth then 1 else 0 end) = 1
            as is_moment_of_truth,
        max(
            case
                when touchpoints.event_name = journeys.start_event_name then 1 else 0
            end
        ) = 1 as is_start,
        max(
            case
                when touchpoints.event_name = journeys.completion_event_name
                    then 1
                else 0
            end
        ) = 1 as is_goal
    from touchpoints
    inner join journeys
        on touchpoints.journey_code = journeys.journey_code
    group by
        journeys.journey_code,
        journeys.journey_name,
        journeys.owner_name,
        journeys.window_days,
        touchpoints.stage_number

)

select * from final
