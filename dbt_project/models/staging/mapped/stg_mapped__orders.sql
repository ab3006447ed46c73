with orders as (

    {{ latest_versions(
        source('mapped', 'orders'), ['_source', 'order_id'], 'version_number'
    ) }}

),

final as (

    select
        orders._source || ':' || orders.order_id as order_id,
        orders.customer_id as customer_key,

        orders._source as source_name,
        {{ blank_to_null('upper(orders.currency)') }} as currency_code,

        orders.amount,
        orders.margin_amount,
        orders.item_count,

        orders._loaded_on,

        orders.ordered_at
    from orders

)

select * from final
