-- One row per CRM record, account or person, with the customer it was merged into.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

people as (

    select * from {{ ref('stg_salesforce__contacts') }}

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

surviving_people as (

    select
        people.person_id,
        coalesce(twice.account_id, once.account_id, people.account_id)
            as account_id,
        people.email,
        greatest(people._loaded_on, once._loaded_on, twice._loaded_on)
            as _loaded_on
    from people
    left join people as once
        on people.merged_into_person_id = once.person_id
    left join people as twice
        on once.merged_into_person_id = twice.person_id

),

records as (

    select
        'account' as record_type,
        accounts.account_id as record_id,
        accounts.account_id,
        accounts.email,
        case
            when not accounts.is_person_account
                then {{ domain_of_website('accounts.website') }}
        end as domain_name,
        accounts._loaded_on
    from accounts

    union all

    select
        'person' as record_type,
        person_id as record_id,
        account_id,
        email,
        cast(null as {{ dbt.type_string() }}) as domain_name,
        _loaded_on
    from surviving_people

    union all

    -- The person behind a person account may be exported with the account alone.
    select
        'person' as record_type,
        accounts.person_id as record_id,
        accounts.account_id,
        accounts.email,
        cast(null as {{ dbt.type_string() }}) as domain_name,
        accounts._loaded_on
    from accounts
    left join people
        on accounts.person_id = people.person_id
    where
        accounts.person_id is not null
        and people.person_id is null

),

final as (

    select
        records.record_id,
        'salesforce:' || surviving_accounts.surviving_account_id as customer_id,

        records.record_type,
        records.email,
        records.domain_name,

        greatest(records._loaded_on, surviving_accounts._loaded_on) as _loaded_on
    from records
    left join surviving_accounts
        on records.account_id = surviving_accounts.account_id

)

select * from final
