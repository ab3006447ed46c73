-- One row per customer and complete month at whose end they are a customer.
with customer_months as (

    select * from {{ ref('int_customer_month_ends') }}

),

contact_days as (

    select * from {{ ref('int_contact_days') }}

),

beginnings as (

    select * from {{ ref('int_customers_begun') }}

),

window_days as (

    select max(window_days) as contact_window_days
    from {{ ref('health_components') }}
    where component_name = 'contacts_per_month'

),

-- That nobody wrote means something once a desk reports.
desk as (

    select min(created_date) as desk_first_date
    from contact_days

),

customer_months_since as (

    select
        customer_months.*,
        beginnings.first_date,
        desk.desk_first_date,
        window_days.contact_window_days
    from customer_months
    cross join desk
    cross join window_days
    left join beginnings
        on customer_months.customer_id = beginnings.customer_id

),

final as (

    select
        customer_months_since.customer_id,

        cast(
            sum(
                case
                    when
                        contact_days.is_first
                        and contact_days.created_date
                        >= customer_months_since.first_date
                        and {{ days_after(
                            'contact_days.created_date',
                            'customer_months_since.contact_window_days'
                        ) }} > customer_months_since.month_end_date
                        then 1
                    else 0
                end
            ) as bigint
        ) as contact_count,
        customer_months_since.mrr_amount,
        customer_months_since.contact_window_days,

        customer_months_since.is_on_contract,

        customer_months_since.first_date,
        customer_months_since.desk_first_date,
        customer_months_since.last_purchase_date,
        min(
            case
                when
                    contact_days.is_open
                    and contact_days.next_changed_date
                    > customer_months_since.month_end_date
                    then contact_days.created_date
            end
        ) as open_since_date,
        customer_months_since.month_end_date
    from customer_months_since
    left join contact_days
        on
            customer_months_since.customer_id = contact_days.customer_id
            and customer_months_since.month_end_date >= contact_days.changed_date
            -- What was closed before the window says nothing about the month.
            and (
                customer_months_since.month_end_date < contact_days.next_changed_date
                or {{ days_after(
                    'contact_days.created_date',
                    'customer_months_since.contact_window_days'
                ) }} > customer_months_since.month_end_date
            )
    group by
        customer_months_since.customer_id,
        customer_months_since.mrr_amount,
        customer_months_since.contact_window_days,
        customer_months_since.is_on_contract,
        customer_months_since.first_date,
        customer_months_since.desk_first_date,
        customer_months_since.last_purchase_date,
        customer_months_since.month_end_date

)

select * from final
