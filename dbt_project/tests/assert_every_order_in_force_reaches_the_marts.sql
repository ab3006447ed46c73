-- Orders in force keep their number and, one-off, their amount through all layers.
with orders as (

    select
        count(*) as order_count,
        round(sum(case when order_type = 'one_off' then amount else 0 end), 2)
            as one_off_amount
    from {{ ref('int_orders_converted') }}
    where is_counted

),

marts as (

    select
        (select count(*) from {{ ref('fct_orders') }}) as order_count,
        (
            select round(coalesce(sum(amount), 0), 2)
            from {{ ref('fct_revenue') }}
            where revenue_type = 'one_off'
        ) as one_off_amount

)

select
    orders.order_count,
    marts.order_count as mart_order_count,
    orders.one_off_amount,
    marts.one_off_amount as mart_one_off_amount
from orders
cross join marts
where
    orders.order_count <> marts.order_count
    or abs(coalesce(orders.one_off_amount, 0) - marts.one_off_amount) > 0.05
