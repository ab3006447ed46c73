-- One row per customer, in the segments that the company declared.
with customers as (

    select * from {{ ref('int_customers_unioned') }}

),

revenue as (

    select * from {{ ref('int_revenue_unioned') }}

),

segments as (

    select * from {{ ref('segments') }}

),

last_revenue as (

    select
        customer_id,
        max(revenue_date) as last_revenue_date
    from revenue
    where
        is_counted
        and revenue_date <= {{ as_of() }}
    group by customer_id

),

-- The year up to the last revenue, so that a customer who left keeps a value.
year_revenue as (

    select
        revenue.customer_id,
        sum(revenue.amount) as year_amount
    from revenue
    inner join last_revenue
        on revenue.customer_id = last_revenue.customer_id
    where
        revenue.is_counted
        and revenue.revenue_date <= last_revenue.last_revenue_date
        and revenue.revenue_date
        > {{ dbt.dateadd('month', -12, 'last_revenue.last_revenue_date') }}
    group by revenue.customer_id

),

measured_customers as (

    select
        customers.*,
        coalesce(year_revenue.year_amount, 0) as year_amount,
        {{ dbt.datediff('customers.customer_since_date', as_of(), 'day') }}
            as tenure_days
    from customers
    left join year_revenue
        on customers.customer_id = year_revenue.customer_id

),

final as (

    select
        measured_customers.customer_id,

        coalesce(customer_types.segment_name, measured_customers.customer_type)
            as customer_type,
        coalesce(tiers.segment_name, measured_customers.tier_name) as tier_name,
        measured_customers.industry_name,
        measured_customers.country_code,
        coalesce(regions.segment_name, measured_customers.region_name) as region_name,
        measured_customers.acquisition_channel_name,
        measured_customers.currency_code,
        tenures.segment_name as tenure_band_name,
        amounts.segment_name as value_band_name,

        measured_customers.customer_since_date
    from measured_customers
    left join segments as customer_types
        on
            measured_customers.customer_type = customer_types.value
            and customer_types.dimension_name = 'customer_type'
    left join segments as tiers
        on
            measured_customers.tier_name = tiers.value
            and tiers.dimension_name = 'tier_name'
    left join segments as regions
        on
            measured_customers.country_code = regions.value
            and regions.dimension_name = 'region_name'
    left join segments as tenures
        on
            tenures.dimension_name = 'tenure_band_name'
            and measured_customers.tenure_days >= coalesce(tenures.lower_bound, -1e9)
            and measured_customers.tenure_days < coalesce(tenures.upper_bound, 1e9)
    left join segments as amounts
        on
            amounts.dimension_name = 'value_band_name'
            and measured_customers.year_amount >= coalesce(amounts.lower_bound, -1e15)
            and measured_customers.year_amount < coalesce(amounts.upper_bound, 1e15)

)

select * from final
