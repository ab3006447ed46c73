-- One row per external id, e-mail or domain that names exactly one customer.
with free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

{% if 'salesforce' in var('sources') %}
    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_customers as (

        select * from {{ ref('int_mapped_keys_linked') }}

    ),
{% endif %}

keys as (

    select
        cast(null as {{ dbt.type_string() }}) as key_type,
        cast(null as {{ dbt.type_string() }}) as key_value,
        cast(null as {{ dbt.type_string() }}) as customer_id,
        cast(null as date) as _loaded_on
    from free_mail_domains
    where 1 = 0

    {% if 'salesforce' in var('sources') %}
        union all

        -- An id has 15 characters, or 18 with a checksum: the first 15 are the id.
        select
            'crm_id' as key_type,
            substring(record_id, 1, 15) as key_value,
            customer_id,
            _loaded_on
        from crm_records

        union all

        select
            'email' as key_type,
            email as key_value,
            customer_id,
            _loaded_on
        from crm_records

        union all

        select
            'domain' as key_type,
            domain_name as key_value,
            customer_id,
            _loaded_on
        from crm_records
    {% endif %}

    {% if 'mapped' in var('sources') %}
        union all

        select
            'customer_key' as key_type,
            customer_key as key_value,
            customer_id,
            _loaded_on
        from mapped_customers

        union all

        select
            'email' as key_type,
            email as key_value,
            customer_id,
            _loaded_on
        from mapped_customers
    {% endif %}

),

-- A key that two customers share names neither.
final as (

    select
        keys.key_type,
        keys.key_value,
        min(keys.customer_id) as customer_id,
        max(keys._loaded_on) as _loaded_on
    from keys
    left join free_mail_domains
        on
            keys.key_type = 'domain'
            and keys.key_value = free_mail_domains.domain_name
    where
        keys.key_value is not null
        and keys.customer_id is not null
        and free_mail_domains.domain_name is null
    group by
        keys.key_type,
        keys.key_value
    having count(distinct keys.customer_id) = 1

)

select * from final
