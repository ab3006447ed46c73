with contacts as (

    {{ latest_versions(
        source('mapped', 'contacts'), ['_source', 'contact_id'], 'version_number'
    ) }}

),

final as (

    select
        contacts._source || ':' || contacts.contact_id as contact_id,
        contacts.contact_id as source_contact_id,
        case
            when
                contacts.customer_external_id is not null
                or contacts.customer_email is not null
                then {{ hash_key([
                    'contacts.customer_external_id', 'lower(contacts.customer_email)'
                ]) }}
        end as person_id,
        contacts.customer_external_id as external_id,
        contacts._source || ':' || contacts.agent_id as agent_id,

        contacts._source as source_name,
        {{ blank_to_null('lower(contacts.customer_email)') }} as email,
        {{ blank_to_null('lower(contacts.channel)') }} as channel_code,
        {{ blank_to_null('contacts.topic') }} as topic_name,
        {{ blank_to_null('lower(contacts.priority)') }} as priority_name,
        {{ blank_to_null('lower(contacts.status)') }} as status_code,

        contacts.agent_reply_count,
        contacts.reopen_count,
        contacts.reassignment_count,

        coalesce(contacts.is_outbound, false) as is_outbound,

        contacts._loaded_on,

        contacts.created_at,
        contacts.first_replied_at,
        contacts.first_resolved_at,
        contacts.resolved_at
    from contacts

)

select * from final
