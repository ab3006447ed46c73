with organizations as (

    {{ latest_versions(source('zendesk', 'organizations'), ['id'], 'updated_at') }}

),

final as (

    select
        organizations.id as organization_id,
        organizations.external_id,

        organizations.domain_names as domain_names_json,

        organizations.deleted_at is not null as is_deleted,

        organizations._loaded_on,

        organizations.created_at,
        organizations.updated_at
    from organizations

)

select * from final
