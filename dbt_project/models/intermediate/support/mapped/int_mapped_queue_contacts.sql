-- One row per call or chat of the company's own files that waited for an agent.
with queue_contacts as (

    select * from {{ ref('stg_mapped__queue_contacts') }}

),

contacts as (

    select * from {{ ref('int_contacts_unioned') }}

),

contacts_by_number as (

    {{ contacts_by_number('contacts') }}

),

final as (

    select
        queue_contacts.queue_contact_id,
        queue_contacts.person_id as requester_id,
        queue_contacts.agent_id,
        contacts_by_number.contact_id,

        queue_contacts.source_name,
        'mapped' as identity_source_name,
        queue_contacts.channel_name,
        queue_contacts.outcome_name,

        -- Whole seconds that have passed: 9.6 of them are not yet 10.
        cast(floor(queue_contacts.wait_seconds) as bigint) as wait_seconds,

        queue_contacts._loaded_on,

        queue_contacts.offered_at
    from queue_contacts
    left join contacts_by_number
        on queue_contacts.contact_external_id = contacts_by_number.source_contact_id

)

select * from final
