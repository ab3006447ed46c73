-- One row per respondent of whom the surveys know a reference or an address.
with responses as (

    select * from {{ ref('stg_qualtrics__responses') }}

),

distribution_contacts as (

    select * from {{ ref('stg_qualtrics__distribution_contacts') }}

),

-- Who was asked is somebody too, whether or not he answered.
respondents as (

    select
        respondent_id,
        external_reference,
        email,
        _loaded_on
    from responses
    union all
    select
        respondent_id,
        external_reference,
        email,
        _loaded_on
    from distribution_contacts

),

final as (

    select
        'qualtrics' as source_name,
        'person' as identity_type,
        respondent_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        max(external_reference) as external_id,
        max(email) as email,
        cast(null as {{ dbt.type_string() }}) as phone_number,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        max(_loaded_on) as _loaded_on
    from respondents
    where
        external_reference is not null
        or email is not null
    group by respondent_id

)

select * from final
