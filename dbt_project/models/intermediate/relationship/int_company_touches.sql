-- One row per moment at which the company was in touch with a customer.
with contacts as (

    select * from {{ ref('int_contacts_measured') }}

),

-- It writes first, whether the customer answers or not, or answers the customer.
touches as (

    select
        customer_id,
        created_at as touched_at
    from contacts
    where
        is_opened_by_agent
        and coalesce(exclusion_reason, 'outbound') = 'outbound'

    union all

    select
        customer_id,
        first_replied_at as touched_at
    from contacts
    where first_replied_at is not null

),

-- Nobody knows whom it wrote to where the customer is unknown.
final as (

    select
        customer_id,

        touched_at
    from touches
    where customer_id <> 'unknown'
    group by
        customer_id,
        touched_at

)

select * from final
