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

sightings as (

    select
        customer_key,
        {{ local_date('created_at') }} as first_seen_date,
        _loaded_on
    from customers

    union all

    select
        customer_key,
        {{ local_date('ordered_at') }} as first_seen_date,
        _loaded_on
    from orders

    union all

    select
        customer_key,
        start_date as first_seen_date,
        _loaded_on
    from subscription_terms

),

-- Whoever pays is a customer, described or not.
keys as (

    select
        customer_key,
        min(first_seen_date) as first_seen_date,
        max(_loaded_on) as _loaded_on
    from sightings
    group by customer_key

),

-- The same key in two feeds is the same customer; the feed that described it most
-- recently does so for both.
described_customers as (

    select
        *,
        row_number() over (
            partition by customer_key
            order by _loaded_on desc nulls last, mapped_customer_id asc nulls last
        ) as description_rank
    from customers

),

final as (

    select
        keys.customer_key,

        described_customers.email,
        described_customers.customer_type,
        described_customers.tier_name,
        described_customers.industry_name,
        described_customers.country_code,
        described_customers.region_name,
        described_customers.acquisition_channel_name,

        keys.first_seen_date,
        keys._loaded_on
    from keys
    left join described_customers
        on
            keys.customer_key = described_customers.customer_key
            and described_customers.description_rank = 1

)

select * from final
