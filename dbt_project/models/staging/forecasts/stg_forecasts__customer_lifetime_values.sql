with customer_lifetime_values as (

    {{ latest_versions(
        source('forecasts', 'customer_lifetime_values'), ['customer_id', 'valuation_date']
    ) }}

),

final as (

    select
        customer_lifetime_values.customer_id
        || ':'
        || cast(customer_lifetime_values.valuation_date as {{ dbt.type_string() }})
            as customer_lifetime_value_id,
        customer_lifetime_values.customer_id,

        customer_lifetime_values.method_name,
        customer_lifetime_values.model_name,

        customer_lifetime_values.historical_margin_amount,
        customer_lifetime_values.predicted_margin_amount,
        customer_lifetime_values.predicted_order_count,
        customer_lifetime_values.alive_probability,
        customer_lifetime_values.frequency_spend_correlation,

        customer_lifetime_values.valuation_date,
        customer_lifetime_values._loaded_on
    from customer_lifetime_values

)

select * from final
