with order_items as (

    {{ latest_versions(source('salesforce', 'order_items'), ['id'], 'systemmodstamp') }}

),

final as (

    select
        order_items.id as order_item_id,
        order_items.orderid as order_id,
        order_items.product2id as product_id,

        order_items.quantity as unit_count,
        order_items.totalprice as amount,

        order_items.isdeleted as is_deleted,

        order_items.servicedate as start_date,
        order_items.enddate as end_date,
        order_items._loaded_on,

        order_items.createddate as created_at,
        order_items.systemmodstamp as updated_at
    from order_items

)

select * from final
