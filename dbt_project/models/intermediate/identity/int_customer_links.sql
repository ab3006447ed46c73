-- One row per name by which a source knows someone: person, organization, account, customer.
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

-- The rules in their order: what someone wrote down about the person, the person's own
-- address, what is written down about the person's organization, the company's domain.
identities_with_matches as (

    select
        identities_with_domain.source_name,
        identities_with_domain.identity_type,
        identities_with_domain.identity_id,
        coalesce(crm_ids.customer_id, customer_keys_matched.customer_id)
            as external_id_customer_id,
        emails.customer_id as email_customer_id,
        organizations.customer_id as organization_customer_id,
        coalesce(domains.customer_id, organization_domains.customer_id)
            as domain_customer_id,
        greatest(
            identities_with_domain._loaded_on,
            crm_ids._loaded_on, customer_keys_matched._loaded_on, emails._loaded_on,
            organizations._loaded_on, domains._loaded_on, organization_domains._loaded_on
        ) as _loaded_on
    from identities_with_domain
    left join customer_keys as crm_ids
        on
            substring(identities_with_domain.external_id, 1, 15) = crm_ids.key_value
            and crm_ids.key_type = 'crm_id'
    left join customer_keys as customer_keys_matched
        on
            identities_with_domain.external_id = customer_keys_matched.key_value
            and customer_keys_matched.key_type = 'customer_key'
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
            external_id_customer_id,
            email_customer_id,
            organization_customer_id,
            domain_customer_id
        ) as customer_id,

        case
            when external_id_customer_id is not null then 'external_id'
            when email_customer_id is not null then 'email'
            when organization_customer_id is not null then 'organization'
            when domain_customer_id is not null then 'domain'
            else 'unlinked'
        end as rule_name,

        _loaded_on
    from identities_with_matches

    {% if 'salesforce' in var('sources') %}
        union all

        select
            'salesforce' as source_name,
            record_type as identity_type,
            record_id as identity_id,
            customer_id,
            case when customer_id is null then 'unlinked' else 'record' end as rule_name,
            _loaded_on
        from {{ ref('int_crm_records_merged') }}
    {% endif %}

    {% if 'mapped' in var('sources') %}
        union all

        select
            'mapped' as source_name,
            'customer' as identity_type,
            customer_key as identity_id,
            customer_id,
            rule_name,
            _loaded_on
        from {{ ref('int_mapped_keys_linked') }}
    {% endif %}

)

select * from final
