-- One row per event that marks a stage, with the stage of which it tells.
with touchpoints as (

    select * from {{ ref('touchpoints') }}

),

stages as (

    select * from {{ ref('int_stages_defined') }}

),

final as (

    select
        stages.journey_code,

        touchpoints.source_name,
        touchpoints.event_name,
        stages.stage_name,
        stages.touchpoint_name,

        stages.stage_number,
        stages.window_days,

        stages.is_moment_of_truth,
        stages.is_start,
        stages.is_goal
    from touchpoints
    inner join stages
        on
            touchpoints.journey_code = stages.journey_code
            and touchpoints.stage_number = stages.stage_number

)

select * from final
