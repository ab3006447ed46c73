-- One row per journey begun, whatever became of it.
with journey_steps as (

    select * from {{ ref('fct_journey_steps') }}

),

journey_feedback as (

    select * from {{ ref('fct_journey_feedback') }}

),

stages as (

    select * from {{ ref('int_stages_defined') }}

),

journeys_begun as (

    select
        journey_id,
        min(customer_id) as customer_id,
        min(journey_code) as journey_code,
        max(stage_number) as furthest_stage_number,
        count(distinct stage_number) as stage_count,
        max(_loaded_on) as _loaded_on,
        min(started_at) as started_at,
        max(window_end_at) as window_end_at,
        min(case when is_goal then happened_at end) as completed_at
    from journey_steps
    where journey_id is not null
    group by journey_id

),

feedback_by_journey as (

    select
        journey_id,
        sum(case when kind_name = 'contact' then 1 else 0 end) as contact_count,
        avg(case when metric_name = 'nps' then score end) as nps_score_mean,
        avg(effort_score) as effort_score_mean
    from journey_feedback
    group by journey_id

),

journeys_with_feedback as (

    select
        journeys_begun.*,
        stages.journey_name,
        stages.stage_name,
        feedback_by_journey.contact_count,
        feedback_by_journey.nps_score_mean,
        feedback_by_journey.effort_score_mean
    from journeys_begun
    inner join stages
        on
            journeys_begun.journey_code = stages.journey_code
            and journeys_begun.furthest_stage_number = stages.stage_number
    left join feedback_by_journey
        on journeys_begun.journey_id = feedback_by_journey.journey_id

),

final as (

    select
        journey_id,
        customer_id,
        journey_code,

        journey_name,
        stage_name as furthest_stage_name,
        case
            when completed_at is not null then 'completed'
            when window_end_at >= {{ as_of_end() }} then 'open'
            else 'abandoned'
        end as outcome_name,

        cast(furthest_stage_number as bigint) as furthest_stage_number,
        cast(stage_count as bigint) as stage_count,
        cast(coalesce(contact_count, 0) as bigint) as contact_count,
        {{ minutes_between('started_at', 'completed_at') }} as journey_minutes,
        cast(nps_score_mean as {{ type_double() }}) as nps_score_mean,
        cast(effort_score_mean as {{ type_double() }}) as effort_score_mean,

        completed_at is not null as is_completed,
        window_end_at >= {{ as_of_end() }} as is_maturing,
        completed_at is null and window_end_at < {{ as_of_end() }} as is_abandoned,

        {{ local_date('started_at') }} as started_date,
        _loaded_on,

        started_at,
        completed_at,
        window_end_at
    from journeys_with_feedback

)

select * from final
