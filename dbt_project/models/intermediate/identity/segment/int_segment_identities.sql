-- One row per user whom the customer data platform has identified.
with identifies as (

    select * from {{ ref('stg_segment__identifies') }}

),

-- What somebody is known by today is what they said last, each trait by itself.
identifies_by_age as (

    select
        user_id,
        external_id,
        email,
        phone_number,
        _loaded_on,
        row_number() over (
            partition by user_id, case when external_id is not null then 1 else 0 end
            order by identified_at desc nulls last, identify_id desc nulls last
        ) as external_id_age,
        row_number() over (
            partition by user_id, case when email is not null then 1 else 0 end
            order by identified_at desc nulls last, identify_id desc nulls last
        ) as email_age,
        row_number() over (
            partition by user_id, case when phone_number is not null then 1 else 0 end
            order by identified_at desc nulls last, identify_id desc nulls last
        ) as phone_number_age
    from identifies
    where user_id is not null

),

-- Some companies take the CRM's id as their user id, so it stands in for a missing one.
final as (

    select
        'segment' as source_name,
        'person' as identity_type,
        user_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        coalesce(
            max(case when external_id_age = 1 then external_id end), user_id
        ) as external_id,
        max(case when email_age = 1 then email end) as email,
        max(case when phone_number_age = 1 then phone_number end) as phone_number,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        max(_loaded_on) as _loaded_on
    from identifies_by_age
    group by user_id

)

select * from final
