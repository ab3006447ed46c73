-- One row per CRM account, with the account that survived its merges.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

-- A merged record may be merged again; a test watches for chains longer than four.
surviving_accounts as (

    select
        accounts.account_id,
        coalesce(
            lastly.account_id,
            thrice.account_id,
            twice.account_id,
            once.account_id,
            accounts.account_id
        ) as surviving_account_id,
        greatest(
            accounts._loaded_on,
            once._loaded_on, twice._loaded_on, thrice._loaded_on, lastly._loaded_on
        ) as _loaded_on
    from accounts
    left join accounts as once
        on accounts.merged_into_account_id = once.account_id
    left join accounts as twice
        on once.merged_into_account_id = twice.account_id
    left join accounts as thrice
        on twice.merged_into_account_id = thrice.account_id
    left join accounts as lastly
        on thrice.merged_into_account_id = lastly.account_id

),

final as (

    select
        accounts.account_id,
        'salesforce:' || surviving_accounts.surviving_account_id as customer_id,
        accounts.person_id,

        accounts.email,
        accounts.phone_number,
        accounts.country_code,
        case
            when not accounts.is_person_account
                then {{ domain_of_website('accounts.website') }}
        end as domain_name,

        accounts.is_deleted and accounts.merged_into_account_id is null as is_gone,

        surviving_accounts._loaded_on
    from accounts
    inner join surviving_accounts
        on accounts.account_id = surviving_accounts.account_id

)

select * from final
