-- One row per name by which a source knows someone, with the customer it belongs to.
with identities as (

    select * from {{ ref('int_identities_unioned') }}

),

customer_keys as (

    select * from {{ ref('int_customer_keys') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

identities_with_domain as (

    select
        identities.*,
        case
            when free_mail_domains.domain_name is null
                then nullif(split_part(identities.email, '@', 2), '')
        end as company_domain_name
    from identities
    left join free_mail_domains
        on split_part(identities.email, '@', 2) = free_mail_domains.domain_name

),

-- The rules in their order (DECISIONS D24): what someone wrote down about the person,
-- the person's address, what is written down about the organization, the domain.
identities_with_matches as (

    select
        identities_with_domain.*,
        coalesce(crm_ids.customer_id, own_keys.customer_id) as external_id_customer_id,
        emails.customer_id as email_customer_id,
        organizations.customer_id as organization_customer_id,
        coalesce(domains.customer_id, organization_domains.customer_id)
            as domain_customer_id,
        greatest(
            identities_with_domain._loaded_on,
            crm_ids._loaded_on, own_keys._loaded_on, emails._loaded_on,
            organizations._loaded_on, domains._loaded_on,
            organization_domains._loaded_on
        ) as newest_loaded_on
    from identities_with_domain
    left join customer_keys as crm_ids
        on
            substring(identities_with_domain.external_id, 1, 15) = crm_ids.key_value
            and crm_ids.key_type = 'crm_id'
    left join customer_keys as own_keys
        on
            identities_with_domain.external_id = own_keys.key_value
            and own_keys.key_type = 'customer_key'
    left join customer_keys as emails
        on
            identities_with_domain.email = emails.key_value
            and emails.key_type = 'email'
    left join customer_keys as organizations
        on
            substring(identities_with_domain.organization_external_id, 1, 15)
            = organizations.key_value
            and organizations.key_type = 'crm_id'
    left join customer_keys as domains
        on
            identities_with_domain.company_domain_name = domains.key_value
            and domains.key_type = 'domain'
    left join customer_keys as organization_domains
        on
            identities_with_domain.organization_domain_name
            = organization_domains.key_value
            and organization_domains.key_type = 'domain'

),

final as (

    select
        source_name,
        identity_type,
        identity_id,
        coalesce(
            record_customer_id,
            external_id_customer_id,
            email_customer_id,
            organization_customer_id,
            domain_customer_id
        ) as customer_id,

        case
            when record_customer_id is not null then 'record'
            when external_id_customer_id is not null then 'external_id'
            when email_customer_id is not null then 'email'
            when organization_customer_id is not null then 'organization'
            when domain_customer_id is not null then 'domain'
            else 'unlinked'
        end as rule_name,

        newest_loaded_on as _loaded_on
    from identities_with_matches

)

select * from final
