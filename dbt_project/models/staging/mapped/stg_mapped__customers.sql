with customers as (

    {{ latest_versions(
        source('mapped', 'customers'), ['_source', 'customer_id'], 'version_number'
    ) }}

),

final as (

    select
        {{ hash_key(['customers._source', 'customers.customer_id']) }}
            as mapped_customer_id,
        customers.customer_id as customer_key,

        customers._source as source_name,
        {{ blank_to_null('lower(customers.email)') }} as email,
        customers.customer_type,
        {{ blank_to_null('customers.tier') }} as tier_name,
        {{ blank_to_null('customers.industry') }} as industry_name,
        case
            when length(trim(customers.country)) = 2 then upper(trim(customers.country))
        end as country_code,
        {{ blank_to_null('customers.region') }} as region_name,
        {{ blank_to_null('customers.acquisition_channel') }}
            as acquisition_channel_name,

        customers._loaded_on,

        customers.created_at
    from customers

)

select * from final
