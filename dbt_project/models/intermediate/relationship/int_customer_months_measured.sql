-- One row per customer and complete month at whose end they are a customer.
with customer_months as (

    select * from {{ ref('int_customer_months_contacted') }}

),

-- Contacts are seen on days on which there are both a customer and a desk.
customer_months_seen as (

    select
        *,
        least(
            contact_window_days,
            {{ dbt.datediff('first_date', 'month_end_date', 'day') }} + 1,
            {{ dbt.datediff('desk_first_date', 'month_end_date', 'day') }} + 1
        ) as seen_days
    from customer_months

),

final as (

    select
        customer_id,

        cast(
            {{ dbt.datediff('last_purchase_date', 'month_end_date', 'day') }} as bigint
        ) as recency_days,
        cast(
            case
                when
                    seen_days >= {{ var('contact_rate_least_days') }}
                    and desk_first_date is not null
                    then 30.0 * contact_count / seen_days
            end as {{ type_double() }}
        ) as contacts_per_month,
        cast(
            case
                when open_since_date is not null
                    then {{ dbt.datediff('open_since_date', 'month_end_date', 'day') }}
                when month_end_date >= desk_first_date then 0
            end as bigint
        ) as open_contact_days,
        cast(
            {{ dbt.datediff('first_date', 'month_end_date', 'month') }} as bigint
        ) as tenure_months,
        mrr_amount,

        is_on_contract,

        month_end_date
    from customer_months_seen

)

select * from final
