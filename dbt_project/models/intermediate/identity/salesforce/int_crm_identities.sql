-- One row per CRM record, account or person, as a name of its customer.
with crm_records as (

    select * from {{ ref('int_crm_records_merged') }}

),

final as (

    select
        'salesforce' as source_name,
        record_type as identity_type,
        record_id as identity_id,
        customer_id as record_customer_id,

        {{ crm_id_of('record_id') }} as external_id,
        email,
        phone_number,
        country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        _loaded_on
    from crm_records

)

select * from final
