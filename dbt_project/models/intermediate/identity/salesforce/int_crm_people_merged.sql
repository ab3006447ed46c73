-- One row per CRM person, with the account of the person that survived their merges.
with people as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

merged_records as (

    select * from {{ ref('int_crm_merges_followed') }}

),

final as (

    select
        people.person_id,
        coalesce(survivors.account_id, people.account_id) as account_id,

        people.email,
        people.phone_number,

        people.is_deleted and people.merged_into_person_id is null as is_gone,

        greatest(people._loaded_on, merged_records._loaded_on) as _loaded_on
    from people
    left join merged_records
        on
            people.person_id = merged_records.record_id
            and merged_records.record_type = 'person'
    left join people as survivors
        on merged_records.surviving_id = survivors.person_id

)

select * from final
