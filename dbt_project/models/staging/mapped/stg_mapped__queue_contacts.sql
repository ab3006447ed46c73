with queue_contacts as (

    {{ latest_versions(
        source('mapped', 'queue_contacts'), ['_source', 'queue_contact_id'], 'version_number'
    ) }}

),

final as (

    select
        queue_contacts._source || ':'
        || queue_contacts.queue_contact_id as queue_contact_id,
        case
            when
                queue_contacts.customer_external_id is not null
                or queue_contacts.customer_email is not null
                then {{ hash_key([
                    'queue_contacts.customer_external_id',
                    'lower(queue_contacts.customer_email)'
                ]) }}
        end as person_id,
        queue_contacts.customer_external_id as external_id,
        queue_contacts.contact_external_id,
        queue_contacts._source || ':' || queue_contacts.agent_id as agent_id,

        queue_contacts._source as source_name,
        {{ blank_to_null('lower(queue_contacts.customer_email)') }} as email,
        queue_contacts.channel as channel_name,
        queue_contacts.outcome as outcome_name,

        -- A clock set back measures nothing.
        case when queue_contacts.wait_seconds >= 0 then queue_contacts.wait_seconds end
            as wait_seconds,

        queue_contacts._loaded_on,

        queue_contacts.offered_at
    from queue_contacts

)

select * from final
