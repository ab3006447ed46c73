-- As many contacts in the mart as the desks have, and as many replies and reopenings.
with contacts_of_desks as (

    select
        count(*) as contact_count,
        coalesce(sum(agent_reply_count), 0) as agent_reply_count,
        coalesce(sum(reopen_count), 0) as reopen_count
    from {{ ref('int_contacts_unioned') }}

),

contacts_in_mart as (

    select
        count(*) as contact_count,
        coalesce(sum(agent_reply_count), 0) as agent_reply_count,
        coalesce(sum(reopen_count), 0) as reopen_count
    from {{ ref('fct_contacts') }}

),

final as (

    select
        contacts_of_desks.contact_count as expected_count,
        contacts_in_mart.contact_count as found_count
    from contacts_of_desks
    cross join contacts_in_mart
    where
        contacts_of_desks.contact_count <> contacts_in_mart.contact_count
        or contacts_of_desks.agent_reply_count <> contacts_in_mart.agent_reply_count
        or contacts_of_desks.reopen_count <> contacts_in_mart.reopen_count

)

select * from final
