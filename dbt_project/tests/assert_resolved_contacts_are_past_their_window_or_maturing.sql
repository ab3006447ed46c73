-- Every resolved contact is either judged or waits, never both, and only those.
with contacts as (

    select * from {{ ref('fct_contacts') }}

),

final as (

    select contact_id
    from contacts
    where
        is_resolved <> (is_fcr_eligible or is_maturing)
        or (is_fcr_eligible and is_maturing)
        or (is_first_contact_resolved and not is_resolved_without_reopen)

)

select * from final
