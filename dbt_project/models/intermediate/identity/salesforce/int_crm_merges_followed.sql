-- One row per CRM record that was merged into another, with the one that survived.
with recursive accounts as (

    select * from {{ ref('stg_salesforce__accounts') }}

),

people as (

    select * from {{ ref('stg_salesforce__contacts') }}

),

records as (

    select
        'account' as record_type,
        account_id as record_id,
        merged_into_account_id as into_id,
        _loaded_on
    from accounts

    union all

    select
        'person' as record_type,
        person_id as record_id,
        merged_into_person_id as into_id,
        _loaded_on
    from people

),

merged_pairs as (

    select
        records.record_type,
        records.record_id,
        records.into_id
    from records
    inner join records as targets
        on
            records.record_type = targets.record_type
            and records.into_id = targets.record_id

),

-- A set: whoever comes round in a circle of merges is there already.
followed as (

    select
        record_type,
        record_id,
        into_id as reached_id
    from merged_pairs

    union distinct

    select
        followed.record_type,
        followed.record_id,
        merged_pairs.into_id as reached_id
    from followed
    inner join merged_pairs
        on
            followed.record_type = merged_pairs.record_type
            and followed.reached_id = merged_pairs.record_id

),

circles as (

    select
        record_type,
        record_id
    from followed
    where record_id = reached_id

),

-- Each way ends in one record or in one circle, of which the first id stands for all.
final as (

    select
        followed.record_id,

        followed.record_type,
        coalesce(
            min(case when merged_pairs.record_id is null then followed.reached_id end),
            min(circles.record_id)
        ) as surviving_id,

        max(records._loaded_on) as _loaded_on
    from followed
    inner join records
        on
            followed.record_type = records.record_type
            and followed.reached_id = records.record_id
    left join merged_pairs
        on
            followed.record_type = merged_pairs.record_type
            and followed.reached_id = merged_pairs.record_id
    left join circles
        on
            followed.record_type = circles.record_type
            and followed.reached_id = circles.record_id
    group by followed.record_type, followed.record_id

)

select * from final
