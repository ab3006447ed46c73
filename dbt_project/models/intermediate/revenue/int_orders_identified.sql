-- One row per order, with the customer it belongs to.
with orders as (

    select * from {{ ref('int_orders_converted') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

final as (

    select
        orders.order_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,

        orders.source_name,
        orders.order_type,
        orders.currency_code,

        orders.amount,
        orders.margin_amount,
        orders.item_count,

        orders.is_counted,

        orders.order_date,
        greatest(
            orders._loaded_on, coalesce(customer_links._loaded_on, orders._loaded_on)
        ) as _loaded_on,

        orders.ordered_at
    from orders
    left join customer_links
        on
            orders.identity_source_name = customer_links.source_name
            and orders.identity_type = customer_links.identity_type
            and orders.identity_id = customer_links.identity_id

)

select * from final
