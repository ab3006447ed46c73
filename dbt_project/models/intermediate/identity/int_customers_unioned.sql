-- One row per customer, the paying party, across all systems.
with
{% if 'salesforce' in var('sources') %}
    accounts as (

        select * from {{ ref('stg_salesforce__accounts') }}

    ),

    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_customers as (

        select * from {{ ref('int_mapped_keys_linked') }}

    ),
{% endif %}

no_customers as (

    select
        cast(null as {{ dbt.type_string() }}) as customer_id,

        cast(null as {{ dbt.type_string() }}) as customer_type,
        cast(null as {{ dbt.type_string() }}) as tier_name,
        cast(null as {{ dbt.type_string() }}) as industry_name,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as region_name,
        cast(null as {{ dbt.type_string() }}) as acquisition_channel_name,
        cast(null as {{ dbt.type_string() }}) as currency_code,

        cast(null as date) as customer_since_date,
        cast(null as date) as _loaded_on
    from {{ ref('channel_map') }}
    where 1 = 0

),

final as (

    select * from no_customers
    {% if 'salesforce' in var('sources') %}
        union all
        select
            crm_records.customer_id,

            case when accounts.is_person_account then 'consumer' else 'business' end
                as customer_type,
            accounts.tier_name,
            accounts.industry_name,
            accounts.country_code,
            accounts.region_name,
            accounts.acquisition_channel_name,
            accounts.currency_code,

            {{ local_date('accounts.created_at') }} as customer_since_date,
            accounts._loaded_on
        from accounts
        inner join crm_records
            on
                accounts.account_id = crm_records.record_id
                and crm_records.record_type = 'account'
        -- The records that were merged away are the customer that survived.
        where crm_records.customer_id = 'salesforce:' || accounts.account_id
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select
            customer_id,

            customer_type,
            tier_name,
            industry_name,
            country_code,
            region_name,
            acquisition_channel_name,
            currency_code,

            customer_since_date,
            _loaded_on
        from mapped_customers
        where is_own_customer
    {% endif %}

)

select * from final
