-- One row per name by which a source knows someone.
with final as (

    {{ union_of_sources(
        [
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
        ],
        {
            'zendesk': ['int_desk_identities'],
            'qualtrics': ['int_respondents'],
            'segment': ['int_segment_identities'],
            'salesforce': ['int_crm_identities'],
            'mapped': ['int_mapped_identities'],
        }
    ) }}

)

select * from final
