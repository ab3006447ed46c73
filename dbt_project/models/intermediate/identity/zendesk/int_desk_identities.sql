-- One row per user and per organization of the support desk.
with users as (

    select * from {{ ref('stg_zendesk__users') }}

),

organizations as (

    select * from {{ ref('stg_zendesk__organizations') }}

),

final as (

    select
        'zendesk' as source_name,
        'person' as identity_type,
        users.user_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        users.external_id,
        users.email,
        users.phone_number,
        users.country_code,
        organizations.external_id as organization_external_id,

        greatest(users._loaded_on, organizations._loaded_on) as _loaded_on
    from users
    left join organizations
        on users.organization_id = organizations.organization_id

    union all

    select
        'zendesk' as source_name,
        'organization' as identity_type,
        organization_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        cast(null as {{ dbt.type_string() }}) as external_id,
        cast(null as {{ dbt.type_string() }}) as email,
        cast(null as {{ dbt.type_string() }}) as phone_number,
        cast(null as {{ dbt.type_string() }}) as country_code,
        external_id as organization_external_id,

        _loaded_on
    from organizations

)

select * from final
