-- One row per CRM record, account or person, with the customer that survived its merges.
with accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

people as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

-- A merged record may be merged again; four steps are more than the CRM's own limit of
-- three records per merge has led to, and a test watches for longer chains.
surviving_accounts as (

    select
        accounts.account_id,
        coalesce(
            fourth.account_id,
            third.account_id,
            second.account_id,
            first.account_id,
            accounts.account_id
        ) as surviving_account_id,
        greatest(
            accounts._loaded_on,
            first._loaded_on, second._loaded_on, third._loaded_on, fourth._loaded_on
        ) as _loaded_on
    from accounts
    left join accounts as first
        on accounts.merged_into_account_id = first.account_id
    left join accounts as second
        on first.merged_into_account_id = second.account_id
    left join accounts as third
        on second.merged_into_account_id = third.account_id
    left join accounts as fourth
        on third.merged_into_account_id = fourth.account_id

),

surviving_people as (

    select
        people.person_id,
        coalesce(second.account_id, first.account_id, people.account_id) as account_id,
        people.email,
        greatest(people._loaded_on, first._loaded_on, second._loaded_on) as _loaded_on
    from people
    left join people as first
        on people.merged_into_person_id = first.person_id
    left join people as second
        on first.merged_into_person_id = second.person_id

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

    -- The person behind a person account is often exported with the account alone.
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
