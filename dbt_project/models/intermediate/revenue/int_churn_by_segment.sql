-- One row per complete month and cell of customer type, tier and region.
with customer_months as (

    select * from {{ ref('fct_customer_months') }}

),

customers as (

    select * from {{ ref('dim_customers') }}

),

final as (

    select
        customers.customer_type,
        customers.tier_name,
        customers.region_name,

        sum(case when customer_months.is_active_at_start then 1 else 0 end)
            as start_count,
        sum(case when customer_months.is_lost then 1 else 0 end) as lost_count,
        sum(customer_months.mrr_start_amount) as mrr_start_amount,

        customer_months.month_date
    from customer_months
    inner join customers
        on customer_months.customer_id = customers.customer_id
    group by
        customers.customer_type,
        customers.tier_name,
        customers.region_name,
        customer_months.month_date

)

select * from final
