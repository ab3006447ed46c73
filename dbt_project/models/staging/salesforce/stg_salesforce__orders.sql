with orders as (

    {{ latest_versions(source('salesforce', 'orders'), ['id'], 'systemmodstamp') }}

),

final as (

    select
        orders.id as order_id,
        orders.accountid as account_id,
        orders.contractid as contract_id,
        orders.opportunityid as opportunity_id,

        orders.type as order_type_name,
        orders.status as status_name,
        coalesce(orders.currencyisocode, '{{ var("currency") }}') as currency_code,

        orders.totalamount as amount,

        orders.isdeleted as is_deleted,

        orders.effectivedate as effective_date,
        orders.enddate as end_date,
        orders._loaded_on,

        orders.activateddate as activated_at,
        orders.createddate as created_at,
        orders.systemmodstamp as updated_at
    from orders

)

select * from final
