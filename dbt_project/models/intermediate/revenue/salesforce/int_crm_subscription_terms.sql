-- One row per subscription term of the CRM: a line of an order under a contract.
with orders as (

    select * from {{ ref('stg_salesforce__orders') }}

),

order_items as (

    select * from {{ ref('stg_salesforce__order_items') }}

),

final as (

    select
        'salesforce:' || order_items.order_item_id as subscription_term_id,
        'salesforce:' || orders.contract_id as subscription_id,
        orders.account_id,

        orders.currency_code,

        order_items.amount as monthly_amount,

        orders.status_name = 'Activated'
        and not orders.is_deleted
        and not order_items.is_deleted as is_counted,

        coalesce(order_items.start_date, orders.effective_date) as start_date,
        coalesce(order_items.end_date, orders.end_date) as end_date,
        greatest(orders._loaded_on, order_items._loaded_on) as _loaded_on
    from order_items
    inner join orders
        on order_items.order_id = orders.order_id
    where orders.contract_id is not null

)

select * from final
