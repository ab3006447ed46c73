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

    {{ no_rows([
        ('customer_id', 'text'),
        ('customer_type', 'text'),
        ('tier_name', 'text'),
        ('industry_name', 'text'),
        ('country_code', 'text'),
        ('region_name', 'text'),
        ('acquisition_channel_name', 'text'),
        ('currency_code', 'text'),
        ('customer_since_date', 'date'),
        ('_loaded_on', 'date'),
    ]) }}

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
