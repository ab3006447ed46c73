-- One row per customer, and one for contacts, answers and orders of nobody known.
with customers as (

    select * from {{ ref('int_customers_segmented') }}

),

orders as (

    select * from {{ ref('int_orders_identified') }}

),

subscription_terms as (

    select * from {{ ref('int_subscription_terms_renewed') }}

),

purchases as (

    select
        customer_id,
        order_date as purchase_date,
        0 as is_running
    from orders
    where
        is_counted
        and {{ is_purchase('amount') }}

    union all

    select
        customer_id,
        start_date as purchase_date,
        case
            when start_date <= {{ as_of() }} and end_date >= {{ as_of() }} then 1
            else 0
        end as is_running
    from subscription_terms
    where
        is_counted
        and start_date <= {{ as_of() }}

),

purchases_by_customer as (

    select
        customer_id,
        max(is_running) = 1 as is_subscriber,
        min(purchase_date) as first_purchase_date
    from purchases
    group by customer_id

),

customers_and_unknown as (

    select
        customer_id,
        customer_type,
        tier_name,
        industry_name,
        country_code,
        region_name,
        acquisition_channel_name,
        currency_code,
        tenure_band_name,
        value_band_name,
        customer_since_date
    from customers

    union all

    select
        'unknown' as customer_id,
        'unknown' as customer_type,
        cast(null as {{ dbt.type_string() }}) as tier_name,
        cast(null as {{ dbt.type_string() }}) as industry_name,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as region_name,
        cast(null as {{ dbt.type_string() }}) as acquisition_channel_name,
        cast(null as {{ dbt.type_string() }}) as currency_code,
        cast(null as {{ dbt.type_string() }}) as tenure_band_name,
        cast(null as {{ dbt.type_string() }}) as value_band_name,
        cast(null as date) as customer_since_date

),

final as (

    select
        customers_and_unknown.customer_id,

        customers_and_unknown.customer_type,
        coalesce(customers_and_unknown.tier_name, 'none') as tier_name,
        coalesce(customers_and_unknown.industry_name, 'unknown') as industry_name,
        coalesce(customers_and_unknown.country_code, 'unknown') as country_code,
        coalesce(customers_and_unknown.region_name, 'unknown') as region_name,
        coalesce(customers_and_unknown.acquisition_channel_name, 'unknown')
            as acquisition_channel_name,
        coalesce(customers_and_unknown.currency_code, 'unknown') as currency_code,
        coalesce(customers_and_unknown.tenure_band_name, 'unknown') as tenure_band_name,
        coalesce(customers_and_unknown.value_band_name, 'unknown') as value_band_name,

        coalesce(purchases_by_customer.is_subscriber, false) as is_subscriber,
        purchases_by_customer.customer_id is not null as has_ordered,

        customers_and_unknown.customer_since_date,
        cast(date_trunc('month', purchases_by_customer.first_purchase_date) as date)
            as cohort_month
    from customers_and_unknown
    left join purchases_by_customer
        on customers_and_unknown.customer_id = purchases_by_customer.customer_id

)

select * from final
