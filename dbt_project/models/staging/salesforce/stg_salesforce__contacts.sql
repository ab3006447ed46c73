with contacts as (

    {{ latest_versions(source('salesforce', 'contacts'), ['id'], 'systemmodstamp') }}

),

final as (

    select
        contacts.id as person_id,
        contacts.accountid as account_id,
        contacts.masterrecordid as merged_into_person_id,

        {{ blank_to_null('lower(contacts.email)') }} as email,
        coalesce(
            {{ blank_to_null('contacts.mobilephone') }},
            {{ blank_to_null('contacts.phone') }}
        ) as phone_number,
        {{ person_name('contacts.firstname', 'contacts.lastname') }}
            as person_name,

        contacts.isdeleted as is_deleted,
        coalesce(contacts.ispersonaccount, false) as is_person_account,

        contacts._loaded_on,

        contacts.createddate as created_at,
        contacts.systemmodstamp as updated_at
    from contacts

)

select * from final
