-- One row per customer who ever bought or subscribed.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_renewed') }}

),

orders as (

    select * from {{ ref('int_orders_identified') }}

),

beginnings as (

    select
        customer_id,
        order_date as first_date
    from orders
    where
        is_counted
        and {{ is_purchase('amount') }}

    union all

    select
        customer_id,
        start_date as first_date
    from subscription_terms
    where is_counted

),

final as (

    select
        customer_id,
        min(first_date) as first_date
    from beginnings
    group by customer_id

)

select * from final
