-- One row per order, its money in the company's currency.
with orders as (

    select * from {{ ref('int_orders_unioned') }}

),

currency_rates as (

    select * from {{ ref('int_currency_rates') }}

),

orders_with_rate as (

    select
        orders.*,
        case
            when orders.currency_code = '{{ var("currency") }}' then 1
            else currency_rates.units_per_company_unit
        end as unit_count,
        currency_rates._loaded_on as rate_loaded_on
    from orders
    left join currency_rates
        on
            orders.currency_code = currency_rates.currency_code
            and orders.order_date >= currency_rates.start_date
            and orders.order_date < currency_rates.until_date

),

-- Without a rate an order is counted, and its money is unknown (DECISIONS D43).
final as (

    select
        order_id,
        identity_id,

        identity_type,
        identity_source_name,
        source_name,
        order_type,
        currency_code,

        round(amount / unit_count, 4) as amount,
        coalesce(margin_amount, amount * {{ var('gross_margin') }}) / unit_count
            as margin_amount,
        item_count,

        is_counted,

        order_date,
        greatest(_loaded_on, coalesce(rate_loaded_on, _loaded_on)) as _loaded_on,

        ordered_at
    from orders_with_rate

)

select * from final
