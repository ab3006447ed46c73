-- One row per order of the CRM, with what its lines say about it.
with orders as (

    select * from {{ ref('stg_salesforce__orders') }}

),

order_items as (

    select * from {{ ref('stg_salesforce__order_items') }}

),

items_by_order as (

    select
        order_id,
        sum(case when is_deleted then 0 else 1 end) as item_count,
        max(_loaded_on) as _loaded_on
    from order_items
    group by order_id

),

final as (

    select
        'salesforce:' || orders.order_id as order_id,
        orders.account_id,

        case when orders.contract_id is null then 'one_off' else 'subscription' end
            as order_type,
        orders.currency_code,

        orders.amount,
        cast(coalesce(items_by_order.item_count, 0) as bigint) as item_count,

        orders.status_name = 'Activated' and not orders.is_deleted as is_counted,

        orders.effective_date as order_date,
        greatest(
            orders._loaded_on, coalesce(items_by_order._loaded_on, orders._loaded_on)
        ) as _loaded_on,

        coalesce(orders.activated_at, orders.created_at) as ordered_at
    from orders
    left join items_by_order
        on orders.order_id = items_by_order.order_id

)

select * from final
