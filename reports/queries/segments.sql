-- One row per segment that has enough customers to be told apart, with the column it is of.
with segments as (
    select 'Customers' as kind, value_name(customer_type) as name, customer_type, null as tier_name, null as region_name, count(*) as customers
    from marts.dim_customers
    group by customer_type
    union all
    select 'Tier', tier_name, null, tier_name, null, count(*)
    from marts.dim_customers
    group by tier_name
    union all
    select 'Region', region_name, null, null, region_name, count(*)
    from marts.dim_customers
    group by region_name
)
select regexp_replace(lower(kind || '-' || name), '[^a-z0-9]+', '-', 'g') as segment, kind, name,
    cast(customer_type as varchar) as customer_type, cast(tier_name as varchar) as tier_name, cast(region_name as varchar) as region_name, customers
from segments
where lower(name) not in ('unknown', 'none') and customers >= $minimum_group
order by kind, customers desc, name
