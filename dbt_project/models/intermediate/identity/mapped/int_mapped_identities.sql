-- One row per person or customer key that the company's own files name.
with contacts as (

    select * from {{ ref('stg_mapped__contacts') }}

),

survey_responses as (

    select * from {{ ref('stg_mapped__survey_responses') }}

),

events as (

    select * from {{ ref('stg_mapped__events') }}

),

queue_contacts as (

    select * from {{ ref('stg_mapped__queue_contacts') }}

),

customers as (

    select * from {{ ref('int_mapped_keys_linked') }}

),

sightings as (

    select
        person_id,
        external_id,
        email,
        _loaded_on
    from contacts

    union all

    select
        person_id,
        external_id,
        email,
        _loaded_on
    from survey_responses

    union all

    select
        person_id,
        external_id,
        email,
        _loaded_on
    from events

    union all

    select
        person_id,
        external_id,
        email,
        _loaded_on
    from queue_contacts

),

final as (

    select
        'mapped' as source_name,
        'person' as identity_type,
        person_id as identity_id,
        cast(null as {{ dbt.type_string() }}) as record_customer_id,

        max(external_id) as external_id,
        max(email) as email,
        cast(null as {{ dbt.type_string() }}) as phone_number,
        cast(null as {{ dbt.type_string() }}) as country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        max(_loaded_on) as _loaded_on
    from sightings
    where person_id is not null
    group by person_id

    union all

    select
        'mapped' as source_name,
        'customer' as identity_type,
        customer_key as identity_id,
        customer_id as record_customer_id,

        customer_key as external_id,
        email,
        cast(null as {{ dbt.type_string() }}) as phone_number,
        country_code,
        cast(null as {{ dbt.type_string() }}) as organization_external_id,

        _loaded_on
    from customers

)

select * from final
