-- One row per user whom the customer data platform has identified.
with identifies as (

    select * from {{ ref('stg_segment__identifies') }}

),

-- Some companies take the CRM's id as their user id, so it stands in for a missing one.
final as (

    select
        'segment' as source_name,
        'person' as identity_type,
        user_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        coalesce(max(external_id), user_id) as external_id,
        max(email) as email,
        max(phone_number) as phone_number,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        max(_loaded_on) as _loaded_on
    from identifies
    where user_id is not null
    group by user_id

)

select * from final
