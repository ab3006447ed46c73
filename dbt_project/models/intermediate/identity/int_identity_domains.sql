-- One row per name and mail domain that its record or its organization has as its own.
with
{% if 'zendesk' in var('sources') %}
    desk_users as (

        select * from {{ ref('stg_zendesk__users') }}

    ),

    desk_organizations as (

        select * from {{ ref('stg_zendesk__organizations') }}

    ),

    -- Opened here: in staging the list would be a second table of the same source.
    listed as (

        {{ json_elements('desk_organizations', 'domain_names_json') }}

    ),

    organization_domains as (

        select
            organization_id,
            lower(element) as domain_name
        from listed

    ),
{% endif %}

{% if 'salesforce' in var('sources') %}
    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

unioned as (

    {{ no_rows([
        ('source_name', 'text'),
        ('identity_type', 'text'),
        ('identity_id', 'text'),
        ('domain_name', 'text'),
    ]) }}
    {% if 'zendesk' in var('sources') %}
        union all
        select
            'zendesk' as source_name,
            'organization' as identity_type,
            organization_id as identity_id,
            domain_name
        from organization_domains
        union all
        select
            'zendesk' as source_name,
            'person' as identity_type,
            desk_users.user_id as identity_id,
            organization_domains.domain_name
        from desk_users
        inner join organization_domains
            on desk_users.organization_id = organization_domains.organization_id
    {% endif %}
    {% if 'salesforce' in var('sources') %}
        union all
        select
            'salesforce' as source_name,
            record_type as identity_type,
            record_id as identity_id,
            domain_name
        from crm_records
    {% endif %}

),

-- A list may name a domain twice.
final as (

    select
        unioned.source_name,
        unioned.identity_type,
        unioned.identity_id,

        unioned.domain_name
    from unioned
    left join free_mail_domains
        on unioned.domain_name = free_mail_domains.domain_name
    where
        unioned.domain_name is not null
        and free_mail_domains.domain_name is null
    group by
        unioned.source_name,
        unioned.identity_type,
        unioned.identity_id,
        unioned.domain_name

)

select * from final
