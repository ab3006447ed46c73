with driver_importances as (

    {{ latest_versions(
        source('forecasts', 'driver_importances'),
        ['target_name', 'driver_name', 'valuation_date']
    ) }}

),

final as (

    select
        driver_importances.target_name
        || ':'
        || driver_importances.driver_name
        || ':'
        || cast(driver_importances.valuation_date as {{ dbt.type_string() }})
            as driver_importance_id,

        driver_importances.target_name,
        driver_importances.driver_name,

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

)

select * from final
