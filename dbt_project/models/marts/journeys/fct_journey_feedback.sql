-- One row per contact or answer within the time of a journey, and journey.
with touchpoints as (

    select * from {{ ref('fct_touchpoints') }}

),

journey_steps as (

    select * from {{ ref('fct_journey_steps') }}

),

stages as (

    select * from {{ ref('int_stages_defined') }}

),

survey_responses as (

    select * from {{ ref('fct_survey_responses') }}

),

-- A contact falls into a journey of each kind that is under way.
steps_and_feedback as (

    select
        touchpoint_id,
        party_id,
        journey_code,
        stage_number,
        started_at,
        window_end_at,
        happened_at
    from journey_steps
    where journey_id is not null

    union all

    select
        touchpoints.touchpoint_id,
        touchpoints.party_id,
        stages.journey_code,
        null as stage_number,
        null as started_at,
        null as window_end_at,
        touchpoints.happened_at
    from touchpoints
    inner join stages
        on touchpoints.kind_name <> 'event' and stages.is_start
    where touchpoints.party_id is not null

),

with_latest_journey as (

    select
        *,
        max(started_at) over so_far as began_at,
        max(window_end_at) over so_far as ends_at
    from steps_and_feedback
    window so_far as ({{ in_order_of_steps('current row') }})

),

with_stage as (

    select
        *,
        {{ hash_key(['party_id', 'journey_code', 'began_at']) }} as journey_id,
        max(stage_number) over (
            partition by party_id, journey_code, began_at
            order by happened_at nulls last, stage_number nulls last, touchpoint_id
            rows between unbounded preceding and current row
        ) as reached_stage_number
    from with_latest_journey

),

final as (

    select
        stages.journey_code || '/' || touchpoints.touchpoint_id as journey_feedback_id,
        with_stage.journey_id,
        touchpoints.customer_id,
        touchpoints.contact_id,
        touchpoints.survey_response_id,

        touchpoints.kind_name,
        stages.journey_name,
        stages.stage_name,
        touchpoints.channel_name,
        coalesce(survey_responses.metric_name, 'none') as metric_name,

        stages.stage_number,
        survey_responses.score,
        survey_responses.effort_score,

        coalesce(survey_responses.is_promoter, false) as is_promoter,
        coalesce(survey_responses.is_detractor, false) as is_detractor,

        touchpoints.happened_date
    from with_stage
    inner join stages
        on
            with_stage.journey_code = stages.journey_code
            and with_stage.reached_stage_number = stages.stage_number
    inner join touchpoints
        on with_stage.touchpoint_id = touchpoints.touchpoint_id
    left join survey_responses
        on touchpoints.survey_response_id = survey_responses.survey_response_id
    where
        with_stage.stage_number is null
        and with_stage.happened_at <= with_stage.ends_at

)

select * from final
