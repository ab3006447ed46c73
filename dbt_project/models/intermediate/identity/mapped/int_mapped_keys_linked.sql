-- One row per customer key that the company's own files use.
with customers as (

    select * from {{ ref('stg_mapped__customers') }}

),

orders as (

    select * from {{ ref('stg_mapped__orders') }}

),

subscription_terms as (

    select * from {{ ref('stg_mapped__subscription_terms') }}

),

{% if 'salesforce' in var('sources') %}
    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

-- The same key in two feeds is the same customer; the feed that describes it most recently
-- does so for both.
described_customers as (

    select
        *,
        row_number() over (
            partition by customer_key
            order by _loaded_on desc nulls last, mapped_customer_id asc nulls last
        ) as description_rank
    from customers

),

-- Whoever pays is a customer, described or not.
keys as (

    select
        customer_key,
        min(first_seen_at) as first_seen_at,
        max(_loaded_on) as _loaded_on
    from (
        select
            customer_key,
            created_at as first_seen_at,
            _loaded_on
        from customers
        union all
        select
            customer_key,
            ordered_at as first_seen_at,
            _loaded_on
        from orders
        union all
        select
            customer_key,
            cast(start_date as timestamp) as first_seen_at,
            _loaded_on
        from subscription_terms
    ) as sightings
    group by customer_key

),

{% if 'salesforce' in var('sources') %}
    crm_keys as (

        select
            keys.customer_key,
            min(crm_records.customer_id) as customer_id
        from keys
        inner join crm_records
            on
                substring(keys.customer_key, 1, 15)
                = substring(crm_records.record_id, 1, 15)
        group by keys.customer_key

    ),
{% else %}
    crm_keys as (

        select
            customer_key,
            cast(null as {{ dbt.type_string() }}) as customer_id
        from keys
        where 1 = 0

    ),
{% endif %}

final as (

    select
        keys.customer_key,
        coalesce(crm_keys.customer_id, 'mapped:' || keys.customer_key) as customer_id,

        case when crm_keys.customer_id is null then 'record' else 'external_id' end
            as rule_name,
        described_customers.email,
        coalesce(described_customers.customer_type, 'unknown') as customer_type,
        described_customers.tier_name,
        described_customers.industry_name,
        described_customers.country_code,
        described_customers.region_name,
        described_customers.acquisition_channel_name,
        cast('{{ var("currency") }}' as {{ dbt.type_string() }}) as currency_code,

        crm_keys.customer_id is null as is_own_customer,

        {{ local_date('keys.first_seen_at') }} as customer_since_date,
        keys._loaded_on
    from keys
    left join crm_keys
        on keys.customer_key = crm_keys.customer_key
    left join described_customers
        on
            keys.customer_key = described_customers.customer_key
            and described_customers.description_rank = 1

)

select * from final
