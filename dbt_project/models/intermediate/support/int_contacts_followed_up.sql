-- One row per contact that a later contact continues.
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

final as (

    select
        parent_contact_id as contact_id,
        min(created_at) as followed_up_at
    from contacts
    where
        parent_contact_id is not null
        and exclusion_reason is null
    group by parent_contact_id

)

select * from final
