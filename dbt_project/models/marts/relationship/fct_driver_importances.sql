-- One row per target, driver and month.
with driver_importances as (

    select * from {{ ref('stg_forecasts__driver_importances') }}

),

drivers as (

    select * from {{ ref('drivers') }}

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
        driver_importances.driver_importance_id,

        driver_importances.target_name,
        driver_importances.driver_name,
        coalesce(drivers.driver_label, driver_importances.driver_name) as driver_label,
        case
            when driver_importances.importance_share is null then 'unknown'
            when
                driver_importances.importance_share >= means.importance_share
                and driver_importances.performance_share < means.performance_share
                then 'improve'
            when driver_importances.importance_share >= means.importance_share
                then 'keep'
            when driver_importances.performance_share < means.performance_share
                then 'watch'
            else 'maintain'
        end as quadrant_name,

        driver_importances.observation_count,
        driver_importances.correlation,
        driver_importances.correlation_low,
        driver_importances.correlation_high,
        driver_importances.importance_share,
        driver_importances.importance_observation_count,
        driver_importances.explained_share,
        driver_importances.performance_share,

        driver_importances.valuation_date,
        driver_importances._loaded_on
    from driver_importances
    left join drivers
        on driver_importances.driver_name = drivers.driver_name
    left join means
        on
            driver_importances.target_name = means.target_name
            and driver_importances.valuation_date = means.valuation_date

)

select * from final
