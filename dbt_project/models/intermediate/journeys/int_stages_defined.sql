-- One row per stage of a journey, as the company defines it.
with journeys as (

    select * from {{ ref('journeys') }}

),

touchpoints as (

    select * from {{ ref('touchpoints') }}

),

final as (

    select
        journeys.journey_code,

        journeys.journey_name,
        journeys.owner_name,
        touchpoints.stage_name,
        touchpoints.touchpoint_name,
        touchpoints.channel_name,
        touchpoints.source_name,
        touchpoints.event_name,

        touchpoints.stage_number,
        journeys.window_days,

        touchpoints.is_moment_of_truth,
        touchpoints.event_name = journeys.start_event_name as is_start,
        touchpoints.event_name = journeys.completion_event_name as is_goal
    from touchpoints
    inner join journeys
        on touchpoints.journey_code = journeys.journey_code

)

select * from final
