-- One row per one-off order and per month of service of a subscription term.
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
        is_counted,
        order_date as revenue_date,
        _loaded_on
    from orders
    where order_type = 'one_off'

    union all

    select
        subscription_term_id || ':' || cast(month_number as {{ dbt.type_string() }})
            as revenue_id,
        customer_id,
        'subscription' as revenue_type,
        amount,
        is_counted,
        service_date as revenue_date,
        _loaded_on
    from service_months

)

select * from final
