-- One row per organization of the support desk, with the mail domain that is its own.
with organizations as (

    select * from {{ ref('stg_zendesk__organizations') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

-- The list is opened here: in staging it would be a second table of the same source.
listed as (

    {{ json_elements('organizations', 'domain_names_json') }}

),

domains as (

    select
        organization_id,
        lower(element) as domain_name
    from listed

),

own_domains as (

    select
        domains.organization_id,
        min(domains.domain_name) as domain_name
    from domains
    left join free_mail_domains
        on domains.domain_name = free_mail_domains.domain_name
    where free_mail_domains.domain_name is null
    group by domains.organization_id

),

final as (

    select
        organizations.organization_id,
        organizations.external_id,

        own_domains.domain_name,

        organizations._loaded_on
    from organizations
    left join own_domains
        on organizations.organization_id = own_domains.organization_id

)

select * from final
