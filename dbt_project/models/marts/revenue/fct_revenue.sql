-- One row per one-off order and per month of service of a subscription term.
with revenue as (

    select * from {{ ref('int_revenue_unioned') }}

),

touched_customers as (

    select revenue.customer_id
    from revenue
    {% if is_incremental() %}
        where {{ is_touched('revenue._loaded_on', 'revenue.revenue_date') }}
    {% endif %}
    group by revenue.customer_id
    {% if is_incremental() %}
        union distinct
        {{ strayed('revenue', 'revenue_id, customer_id, amount', 'is_counted') }}
    {% endif %}

),

final as (

    select
        revenue.revenue_id,
        revenue.customer_id,

        revenue.revenue_type,

        revenue.amount,

        revenue.revenue_date,
        revenue._loaded_on
    from revenue
    inner join touched_customers
        on revenue.customer_id = touched_customers.customer_id
    where revenue.is_counted

)

select * from final
