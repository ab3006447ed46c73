-- One row per one-off order and per month of service of a subscription term.
with revenue as (

    select * from {{ ref('int_revenue_unioned') }}

),

-- Cancelled orders and terms give no row, but their customers have to be written again.
orders as (

    select * from {{ ref('int_orders_identified') }}

),

subscription_terms as (

    select * from {{ ref('int_subscription_terms_renewed') }}

),

touched_customers as (

    select customer_id
    from revenue
    {% if is_incremental() %}
        where {{ is_touched('_loaded_on', 'revenue_date') }}

        union distinct

        select customer_id
        from orders
        where {{ is_touched('_loaded_on') }}

        union distinct

        select customer_id
        from subscription_terms
        where {{ is_touched('_loaded_on') }}
    {% else %}
        group by customer_id
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

)

select * from final
