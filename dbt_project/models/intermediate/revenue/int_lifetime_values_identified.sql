-- One row per forecast of a lifetime value, with the customer it belongs to today.
with lifetime_values as (

    select * from {{ ref('stg_forecasts__customer_lifetime_values') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

records as (

    select
        source_name || ':' || identity_id as record_key,
        customer_id,
        _loaded_on
    from customer_links
    where identity_type in ('account', 'customer')

),

final as (

    select
        lifetime_values.customer_lifetime_value_id,
        coalesce(records.customer_id, lifetime_values.customer_id) as customer_id,

        lifetime_values.method_name,
        lifetime_values.model_name,

        lifetime_values.historical_margin_amount,
        lifetime_values.predicted_margin_amount,
        lifetime_values.predicted_order_count,
        lifetime_values.alive_probability,
        lifetime_values.frequency_spend_correlation,

        lifetime_values.valuation_date,
        greatest(
            lifetime_values._loaded_on,
            coalesce(records._loaded_on, lifetime_values._loaded_on)
        ) as _loaded_on
    from lifetime_values
    left join records
        on lifetime_values.customer_id = records.record_key

)

select * from final
