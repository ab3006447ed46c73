-- One row per forecast of a lifetime value of somebody who is a customer today.
with lifetime_values as (

    select * from {{ ref('stg_forecasts__customer_lifetime_values') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

customers as (

    select * from {{ ref('int_customers_unioned') }}

),

records as (

    select
        source_name || ':' || identity_id as record_key,
        customer_id,
        _loaded_on
    from customer_links
    where identity_type in ('account', 'customer')

),

lifetime_values_with_record as (

    select
        lifetime_values.*,
        coalesce(records.customer_id, lifetime_values.customer_id) as owner_id,
        greatest(
            lifetime_values._loaded_on,
            coalesce(records._loaded_on, lifetime_values._loaded_on)
        ) as known_on
    from lifetime_values
    left join records
        on lifetime_values.customer_id = records.record_key

),

-- An id that a company's files took back is nobody's, and its valuations stay behind.
final as (

    select
        valued.customer_lifetime_value_id,
        valued.owner_id as customer_id,

        valued.method_name,
        valued.model_name,

        valued.historical_margin_amount,
        valued.predicted_margin_amount,
        valued.predicted_order_count,
        valued.alive_probability,
        valued.frequency_spend_correlation,

        valued.valuation_date,
        valued.known_on as _loaded_on
    from lifetime_values_with_record as valued
    inner join customers
        on valued.owner_id = customers.customer_id

)

select * from final
