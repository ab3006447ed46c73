with accounts as (

    {{ latest_versions(source('salesforce', 'accounts'), ['id'], 'systemmodstamp') }}

),

final as (

    select
        accounts.id as account_id,
        accounts.masterrecordid as merged_into_account_id,
        accounts.personcontactid as person_id,
        accounts.referred_by__c as referring_account_id,

        {{ blank_to_null('lower(accounts.personemail)') }} as email,
        coalesce(
            {{ blank_to_null('accounts.personmobilephone') }},
            {{ blank_to_null('accounts.phone') }}
        ) as phone_number,
        {{ blank_to_null('lower(accounts.website)') }} as website,
        {{ person_name('accounts.firstname', 'accounts.lastname') }}
            as person_name,
        {{ blank_to_null('accounts.industry') }} as industry_name,
        {{ blank_to_null('accounts.tier__c') }} as tier_name,
        {{ blank_to_null('accounts.accountsource') }} as acquisition_channel_name,
        {{ blank_to_null('upper(accounts.billingcountrycode)') }} as country_code,
        {{ blank_to_null('accounts.region__c') }} as region_name,
        coalesce(accounts.currencyisocode, '{{ var("currency") }}') as currency_code,

        accounts.isdeleted as is_deleted,
        coalesce(accounts.ispersonaccount, false) as is_person_account,

        accounts._loaded_on,

        accounts.createddate as created_at,
        accounts.systemmodstamp as updated_at
    from accounts

)

select * from final
