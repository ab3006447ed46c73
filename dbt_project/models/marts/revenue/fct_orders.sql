-- One row per order.
with orders as (

    select * from {{ ref('int_orders_identified') }}

),

touched_customers as (

    select orders.customer_id
    from orders
    {% if is_incremental() %}
        where {{ is_touched('orders._loaded_on', 'orders.order_date') }}
    {% endif %}
    group by orders.customer_id
    {% if is_incremental() %}
        union distinct
        {{ strayed('orders', 'order_id, customer_id, amount', 'is_counted') }}
    {% endif %}

),

counted_orders as (

    select
        orders.*,
        row_number() over (
            partition by orders.customer_id
            order by
                {{ is_purchase('orders.amount') }} desc,
                orders.order_date asc, orders.ordered_at asc, orders.order_id asc
        ) as order_number
    from orders
    inner join touched_customers
        on orders.customer_id = touched_customers.customer_id
    where orders.is_counted

),

final as (

    select
        order_id,
        customer_id,

        source_name,
        order_type,
        currency_code,

        amount,
        round(margin_amount, 4) as margin_amount,
        item_count,

        order_number = 1
        and customer_id <> 'unknown'
        and {{ is_purchase('amount') }} as is_first_order,

        order_date,
        _loaded_on,

        ordered_at
    from counted_orders

)

select * from final
