-- One row per customer and month of valuation.
with lifetime_values as (

    select * from {{ ref('int_lifetime_values_identified') }}

),

touched_customers as (

    select lifetime_values.customer_id
    from lifetime_values
    {% if is_incremental() %}
        where {{ is_touched('lifetime_values._loaded_on') }}
    {% endif %}
    group by lifetime_values.customer_id

),

-- Customers that were valued apart and merged since are worth what both were.
final as (

    select
        lifetime_values.customer_id
        || ':'
        || cast(lifetime_values.valuation_date as {{ dbt.type_string() }})
            as customer_lifetime_value_id,
        lifetime_values.customer_id,

        min(lifetime_values.method_name) as method_name,
        min(lifetime_values.model_name) as model_name,

        sum(lifetime_values.historical_margin_amount) as historical_margin_amount,
        sum(lifetime_values.predicted_margin_amount) as predicted_margin_amount,
        sum(lifetime_values.predicted_order_count) as predicted_order_count,
        max(lifetime_values.alive_probability) as alive_probability,
        max(lifetime_values.frequency_spend_correlation) as frequency_spend_correlation,

        min(lifetime_values.method_name) = 'no_contract'
        and max(lifetime_values.alive_probability) is not null
            as has_inferred_life,
        min(lifetime_values.method_name) = 'no_contract'
        and coalesce(
            max(lifetime_values.alive_probability)
            < {{ var('inferred_churn_alive_probability') }},
            false
        ) as is_probably_lost,

        lifetime_values.valuation_date,
        max(lifetime_values._loaded_on) as _loaded_on
    from lifetime_values
    inner join touched_customers
        on lifetime_values.customer_id = touched_customers.customer_id
    group by
        lifetime_values.customer_id,
        lifetime_values.valuation_date

)

select * from final
