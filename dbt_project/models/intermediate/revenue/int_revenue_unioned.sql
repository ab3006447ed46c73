-- One row per one-off order in force and per month of service of a subscription term.
with orders as (

    select * from {{ ref('int_orders_identified') }}

),

service_months as (

    select * from {{ ref('int_service_months') }}

),

final as (

    select
        order_id as revenue_id,
        customer_id,
        'one_off' as revenue_type,
        amount,
        order_date as revenue_date,
        _loaded_on
    from orders
    where
        is_counted
        and order_type = 'one_off'

    union all

    select
        subscription_term_id || ':' || cast(month_number as {{ dbt.type_string() }})
            as revenue_id,
        customer_id,
        'subscription' as revenue_type,
        amount,
        service_date as revenue_date,
        _loaded_on
    from service_months

)

select * from final
