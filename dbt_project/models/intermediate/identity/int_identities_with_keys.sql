-- One row per name by which a source knows someone, with all that could link it.
with identities as (

    select * from {{ ref('int_identities_unioned') }}

),

free_mail_domains as (

    select * from {{ ref('free_mail_domains') }}

),

crm_ids as (

    select external_id
    from identities
    where
        source_name = 'salesforce'
        and record_customer_id is not null
    group by external_id

),

identities_with_domain as (

    select
        *,
        split_part(email, '@', 2) as email_domain_name
    from identities

),

final as (

    select
        identities_with_domain.source_name,
        identities_with_domain.identity_type,
        identities_with_domain.identity_id,
        identities_with_domain.record_customer_id,

        case
            when identities_with_domain.record_customer_id is null then null
            when
                identities_with_domain.identity_type = 'account'
                and identities_with_domain.record_customer_id
                <> identities_with_domain.source_name
                || ':'
                || identities_with_domain.identity_id
                then 'merge'
            else 'record'
        end as record_rule_name,
        -- Only an id of the CRM may carry a checksum: other systems' ids stay whole.
        coalesce(own_ids.external_id, identities_with_domain.external_id)
            as external_id,
        identities_with_domain.email,
        identities_with_domain.phone_number,
        coalesce(identities_with_domain.country_code || ',', '')
        || '{{ var("country") }}' as country_codes,
        coalesce(
            organization_ids.external_id,
            identities_with_domain.organization_external_id
        ) as organization_external_id,
        -- A record's domain is what it says of itself, not where its people write.
        case
            when
                free_mail_domains.domain_name is null
                and identities_with_domain.record_customer_id is null
                then nullif(identities_with_domain.email_domain_name, '')
        end as email_domain_name,

        identities_with_domain._loaded_on
    from identities_with_domain
    left join crm_ids as own_ids
        on
            {{ crm_id_of('identities_with_domain.external_id') }}
            = own_ids.external_id
    left join crm_ids as organization_ids
        on
            {{ crm_id_of('identities_with_domain.organization_external_id') }}
            = organization_ids.external_id
    left join free_mail_domains
        on identities_with_domain.email_domain_name = free_mail_domains.domain_name

)

select * from final
