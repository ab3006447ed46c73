with distribution_contacts as (

    {{ latest_versions(
        source('qualtrics', 'distribution_contacts'),
        ['distributionid', 'contactlookupid']
    ) }}

),

final as (

    select
        distribution_contacts.distributionid
        || '/'
        || distribution_contacts.contactlookupid as invitation_id,
        distribution_contacts.distributionid as distribution_id,
        distribution_contacts.surveyid as survey_id,
        distribution_contacts.responseid as response_id,
        distribution_contacts.externaldatareference as external_reference,
        case
            when
                distribution_contacts.externaldatareference is not null
                or {{ blank_to_null('distribution_contacts.email') }} is not null
                then {{ hash_key([
                    'distribution_contacts.externaldatareference',
                    'lower(distribution_contacts.email)'
                ]) }}
            else distribution_contacts.contactlookupid
        end as respondent_id,

        {{ blank_to_null('lower(distribution_contacts.email)') }} as email,
        distribution_contacts.status as status_code,

        distribution_contacts._loaded_on,

        distribution_contacts.sentat as sent_at,
        distribution_contacts.openedat as opened_at,
        distribution_contacts.responsestartedat as started_at,
        distribution_contacts.responsecompletedat as completed_at
    from distribution_contacts

)

select * from final
