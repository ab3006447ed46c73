-- One row per name by which a source knows someone.
with
{% if 'zendesk' in var('sources') %}
    desk_identities as (

        select * from {{ ref('int_desk_identities') }}

    ),
{% endif %}

{% if 'qualtrics' in var('sources') %}
    respondents as (

        select * from {{ ref('int_respondents') }}

    ),
{% endif %}

{% if 'segment' in var('sources') %}
    segment_identities as (

        select * from {{ ref('int_segment_identities') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_identities as (

        select * from {{ ref('int_mapped_identities') }}

    ),
{% endif %}

{% if 'salesforce' in var('sources') %}
    crm_records as (

        select * from {{ ref('int_crm_records_merged') }}

    ),
{% endif %}

unioned as (

    {{ no_rows([
        ('source_name', 'text'),
        ('identity_type', 'text'),
        ('identity_id', 'text'),
        ('record_customer_id', 'text'),
        ('external_id', 'text'),
        ('email', 'text'),
        ('phone_number', 'text'),
        ('country_code', 'text'),
        ('organization_external_id', 'text'),
        ('_loaded_on', 'date'),
    ]) }}
    {% if 'zendesk' in var('sources') %}
        union all
        select * from desk_identities
    {% endif %}
    {% if 'qualtrics' in var('sources') %}
        union all
        select * from respondents
    {% endif %}
    {% if 'segment' in var('sources') %}
        union all
        select * from segment_identities
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_identities
    {% endif %}
    {% if 'salesforce' in var('sources') %}
        union all
        select
            'salesforce' as source_name,
            record_type as identity_type,
            record_id as identity_id,
            customer_id as record_customer_id,
            {{ crm_id_of('record_id') }} as external_id,
            email,
            phone_number,
            country_code,
            cast(null as {{ dbt.type_string() }}) as organization_external_id,
            _loaded_on
        from crm_records
    {% endif %}

),

final as (

    select
        source_name,
        identity_type,
        identity_id,
        record_customer_id,

        external_id,
        email,
        phone_number,
        country_code,
        organization_external_id,

        _loaded_on
    from unioned

)

select * from final
