-- Every ticket that began by the night's day is a contact, and no other.
{{ config(enabled='zendesk' in var('sources')) }}

with tickets as (

    select *
    from {{ ref('stg_zendesk__tickets') }}
    where created_at < {{ as_of_end() }}

),

contacts as (

    select *
    from {{ ref('fct_contacts') }}
    where source_name = 'zendesk'

),

final as (

    select
        tickets.ticket_id,
        contacts.contact_id
    from tickets
    full join contacts
        on 'zendesk:' || tickets.ticket_id = contacts.contact_id
    where
        tickets.ticket_id is null
        or contacts.contact_id is null

)

select * from final
