-- One row per customer and complete month at whose end they are a customer.
with customer_months as (

    select * from {{ ref('int_customer_month_ends') }}

),

contacted as (

    select * from {{ ref('int_customer_months_contacted') }}

),

first_days as (

    select * from {{ ref('int_customers_begun') }}

),

window_days as (

    select max(window_days) as contact_window_days
    from {{ ref('health_components') }}
    where component_name = 'contacts_per_month'

),

-- That nobody wrote means something once a desk reports.
desk as (

    select min(contacted.month_end_date) as first_month_end_date
    from contacted

),

final as (

    select
        customer_months.customer_id,

        cast(
            {{ dbt.datediff(
                'customer_months.last_purchase_date',
                'customer_months.month_end_date',
                'day'
            ) }} as bigint
        ) as recency_days,
        cast(
            case
                when customer_months.month_end_date >= desk.first_month_end_date
                    then
                        30.0 * coalesce(contacted.contact_count, 0)
                        / window_days.contact_window_days
            end as {{ type_double() }}
        ) as contacts_per_month,
        cast(
            case
                when contacted.open_since_date is not null
                    then {{ dbt.datediff(
                        'contacted.open_since_date',
                        'customer_months.month_end_date',
                        'day'
                    ) }}
                when customer_months.month_end_date >= desk.first_month_end_date then 0
            end as bigint
        ) as open_contact_days,
        cast(
            {{ dbt.datediff(
                'first_days.first_date', 'customer_months.month_end_date', 'month'
            ) }} as bigint
        ) as tenure_months,
        customer_months.mrr_amount,

        customer_months.is_on_contract,

        customer_months.month_end_date
    from customer_months
    cross join window_days
    cross join desk
    left join first_days
        on customer_months.customer_id = first_days.customer_id
    left join contacted
        on
            customer_months.customer_id = contacted.customer_id
            and customer_months.month_end_date = contacted.month_end_date

)

select * from final
