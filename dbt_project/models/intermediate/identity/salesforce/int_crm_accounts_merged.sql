-- One row per CRM account, with the account that survived its merges.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

merged_records as (

    select * from {{ ref('int_crm_merges_followed') }}

),

final as (

    select
        accounts.account_id,
        'salesforce:' || coalesce(merged_records.surviving_id, accounts.account_id)
            as customer_id,
        accounts.person_id,

        accounts.email,
        accounts.phone_number,
        accounts.country_code,
        case
            when not accounts.is_person_account
                then {{ domain_of_website('accounts.website') }}
        end as domain_name,

        accounts.is_deleted and accounts.merged_into_account_id is null as is_gone,

        greatest(accounts._loaded_on, merged_records._loaded_on) as _loaded_on
    from accounts
    left join merged_records
        on
            accounts.account_id = merged_records.record_id
            and merged_records.record_type = 'account'

)

select * from final
