-- One row per person or organization that a support desk or a survey knows.
with
{% if 'zendesk' in var('sources') %}
    users as (

        select * from {{ ref('stg_zendesk__users') }}

    ),

    organizations as (

        select * from {{ ref('int_organizations_with_domain') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_people as (

        select * from {{ ref('int_mapped_people') }}

    ),
{% endif %}

{% if 'qualtrics' in var('sources') %}
    responses as (

        select * from {{ ref('stg_qualtrics__responses') }}

    ),
{% endif %}

no_identities as (

    select
        cast(null as {{ dbt.type_string() }}) as source_name,
        cast(null as {{ dbt.type_string() }}) as identity_type,
        cast(null as {{ dbt.type_string() }}) as identity_id,
        cast(null as {{ dbt.type_string() }}) as external_id,
        cast(null as {{ dbt.type_string() }}) as email,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,
        cast(null as {{ dbt.type_string() }}) as organization_domain_name,
        cast(null as date) as _loaded_on
    from {{ ref('channel_map') }}
    where 1 = 0

),

final as (

    select * from no_identities
    {% if 'zendesk' in var('sources') %}
        union all

        select
            'zendesk' as source_name,
            'person' as identity_type,
            users.user_id as identity_id,
            users.external_id,
            users.email,
            organizations.external_id as organization_external_id,
            organizations.domain_name as organization_domain_name,
            greatest(users._loaded_on, organizations._loaded_on) as _loaded_on
        from users
        left join organizations
            on users.organization_id = organizations.organization_id

        union all

        select
            'zendesk' as source_name,
            'organization' as identity_type,
            organization_id as identity_id,
            cast(null as {{ dbt.type_string() }}) as external_id,
            cast(null as {{ dbt.type_string() }}) as email,
            external_id as organization_external_id,
            domain_name as organization_domain_name,
            _loaded_on
        from organizations
    {% endif %}
    {% if 'qualtrics' in var('sources') %}
        union all

        select
            'qualtrics' as source_name,
            'person' as identity_type,
            respondent_id as identity_id,
            max(external_reference) as external_id,
            max(email) as email,
            cast(null as {{ dbt.type_string() }}) as organization_external_id,
            cast(null as {{ dbt.type_string() }}) as organization_domain_name,
            max(_loaded_on) as _loaded_on
        from responses
        where
            external_reference is not null
            or email is not null
        group by respondent_id
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all

        select
            'mapped' as source_name,
            'person' as identity_type,
            person_id as identity_id,
            external_id,
            email,
            cast(null as {{ dbt.type_string() }}) as organization_external_id,
            cast(null as {{ dbt.type_string() }}) as organization_domain_name,
            _loaded_on
        from mapped_people
    {% endif %}

)

select * from final
