-- One row per target, driver and month.
with driver_importances as (

    select * from {{ ref('stg_forecasts__driver_importances') }}

),

drivers as (

    select * from {{ ref('drivers') }}

),

-- A correlation is shown where its interval lies on the side that makes sense: for
-- recommendation that on which the driver is well, for churn the other.
weighed_drivers as (

    select
        driver_importances.*,
        coalesce(drivers.driver_label, driver_importances.driver_name) as driver_label,
        coalesce(
            case
                when
                    (drivers.direction = 'up')
                    = (driver_importances.target_name = 'nps')
                    then driver_importances.correlation_low > 0
                else driver_importances.correlation_high < 0
            end,
            false
        ) as is_shown
    from driver_importances
    left join drivers
        on driver_importances.driver_name = drivers.driver_name

),

-- Importance and performance are high or low against the other drivers of the weighing.
means as (

    select
        target_name,
        valuation_date,
        avg(importance_share) as importance_share,
        avg(performance_share) as performance_share
    from driver_importances
    where importance_share is not null
    group by target_name, valuation_date

),

final as (

    select
        weighed_drivers.driver_importance_id,

        weighed_drivers.target_name,
        weighed_drivers.driver_name,
        weighed_drivers.driver_label,
        case
            when weighed_drivers.importance_share is null then 'unknown'
            when
                weighed_drivers.importance_share >= means.importance_share
                and not weighed_drivers.is_shown
                then 'unclear'
            when
                weighed_drivers.importance_share >= means.importance_share
                and weighed_drivers.performance_share
                < means.performance_share
                then 'improve'
            when weighed_drivers.importance_share >= means.importance_share
                then 'keep'
            when
                weighed_drivers.performance_share < means.performance_share
                then 'watch'
            else 'maintain'
        end as quadrant_name,

        weighed_drivers.observation_count,
        weighed_drivers.correlation,
        weighed_drivers.correlation_low,
        weighed_drivers.correlation_high,
        weighed_drivers.importance_share,
        weighed_drivers.importance_observation_count,
        weighed_drivers.explained_share,
        weighed_drivers.performance_share,

        weighed_drivers.valuation_date,
        weighed_drivers._loaded_on
    from weighed_drivers
    left join means
        on
            weighed_drivers.target_name = means.target_name
            and weighed_drivers.valuation_date = means.valuation_date

)

select * from final
