-- One row per CRM record, account or person, with the customer it was merged into.
with accounts as (

    select * from {{ ref('int_crm_accounts_merged') }}

),

people as (

    select * from {{ ref('int_crm_people_merged') }}

),

records as (

    select
        'account' as record_type,
        account_id as record_id,
        account_id,
        email,
        phone_number,
        domain_name,
        is_gone,
        _loaded_on
    from accounts

    union all

    select
        'person' as record_type,
        person_id as record_id,
        account_id,
        email,
        phone_number,
        cast(null as {{ dbt.type_string() }}) as domain_name,
        is_gone,
        _loaded_on
    from people

    union all

    -- The person behind a person account may be exported with the account alone.
    select
        'person' as record_type,
        accounts.person_id as record_id,
        accounts.account_id,
        accounts.email,
        accounts.phone_number,
        cast(null as {{ dbt.type_string() }}) as domain_name,
        accounts.is_gone,
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
        accounts.customer_id,

        records.record_type,
        -- What was deleted keeps its past and its id; its address may be another's now.
        case when not records.is_gone then records.email end as email,
        case when not records.is_gone then records.phone_number end as phone_number,
        accounts.country_code,
        case when not records.is_gone then records.domain_name end as domain_name,

        greatest(records._loaded_on, accounts._loaded_on) as _loaded_on
    from records
    left join accounts
        on records.account_id = accounts.account_id

)

select * from final
