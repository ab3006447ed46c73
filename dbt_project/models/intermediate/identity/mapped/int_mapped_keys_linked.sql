-- One row per customer key of the company's own files, with the customer it is.
with keys as (

    select * from {{ ref('int_mapped_keys_unioned') }}

),

{% if 'salesforce' in var('sources') %}
    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

{% if 'salesforce' in var('sources') %}
    crm_keys as (

        select
            keys.customer_key,
            min(crm_records.customer_id) as customer_id,
            max(crm_records._loaded_on) as _loaded_on
        from keys
        inner join crm_records
            on
                {{ crm_id_of('keys.customer_key') }}
                = {{ crm_id_of('crm_records.record_id') }}
        group by keys.customer_key

    ),
{% else %}
    crm_keys as (

        {{ no_rows([
            ('customer_key', 'text'),
            ('customer_id', 'text'),
            ('_loaded_on', 'date'),
        ]) }}

    ),
{% endif %}

final as (

    select
        keys.customer_key,
        coalesce(crm_keys.customer_id, 'mapped:' || keys.customer_key) as customer_id,

        case when crm_keys.customer_id is null then 'record' else 'external_id' end
            as rule_name,
        keys.email,
        coalesce(keys.customer_type, 'unknown') as customer_type,
        keys.tier_name,
        keys.industry_name,
        keys.country_code,
        keys.region_name,
        keys.acquisition_channel_name,
        cast('{{ var("currency") }}' as {{ dbt.type_string() }}) as currency_code,

        crm_keys.customer_id is null as is_own_customer,

        keys.first_seen_date as customer_since_date,
        greatest(keys._loaded_on, coalesce(crm_keys._loaded_on, keys._loaded_on))
            as _loaded_on
    from keys
    left join crm_keys
        on keys.customer_key = crm_keys.customer_key

)

select * from final
