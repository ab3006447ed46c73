-- One row per counted contact and day that moved it into the backlog or out of it.
with contact_steps as (

    select * from {{ ref('int_contact_steps_unioned') }}

),

contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

changes_by_day as (

    select
        contact_id,
        {{ local_date('happened_at') }} as changed_date,
        sum(open_change) as open_change
    from contact_steps
    group by
        contact_id,
        {{ local_date('happened_at') }}

),

-- As it is at the end of the day, until the day of the next change.
final as (

    select
        changes_by_day.contact_id,
        contacts.customer_id,

        row_number() over in_order = 1 as is_first,
        sum(changes_by_day.open_change) over in_order > 0 as is_open,

        {{ local_date('contacts.created_at') }} as created_date,
        changes_by_day.changed_date,
        coalesce(lead(changes_by_day.changed_date) over in_order, {{ never() }})
            as next_changed_date
    from changes_by_day
    inner join contacts
        on changes_by_day.contact_id = contacts.contact_id
    window in_order as (
        partition by changes_by_day.contact_id
        order by changes_by_day.changed_date asc
    )

)

select * from final
