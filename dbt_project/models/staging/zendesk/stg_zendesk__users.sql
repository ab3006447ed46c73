with users as (

    {{ latest_versions(source('zendesk', 'users'), ['id'], 'updated_at') }}

),

-- An agent who leaves becomes an end-user: only an older version still says agent.
agents as (

    select
        id,
        min(_loaded_on) as agent_known_on
    from {{ source('zendesk', 'users') }}
    where
        role in ('agent', 'admin')
        and _loaded_on <= {{ as_of() }}
    group by id

),

final as (

    select
        users.id as user_id,
        users.external_id,
        users.organization_id,

        {{ blank_to_null('lower(users.email)') }} as email,
        {{ blank_to_null('users.phone') }} as phone_number,
        -- A locale such as nl-NL is the nearest the desk has to a country.
        nullif(upper(split_part(users.locale, '-', 2)), '') as country_code,
        users.role as role_code,
        {{ blank_to_null('users.name') }} as person_name,

        agents.id is not null as has_been_agent,
        users.role in ('agent', 'admin') as is_agent,
        coalesce(users.active, true) as is_active,
        coalesce(users.suspended, false) as is_suspended,

        agents.agent_known_on as agent_known_date,
        users._loaded_on,

        users.created_at,
        users.updated_at
    from users
    left join agents
        on users.id = agents.id

)

select * from final
