-- One row per person whom the company's own contacts and surveys name.
with contacts as (

    select * from {{ ref('stg_mapped__contacts') }}

),

survey_responses as (

    select * from {{ ref('stg_mapped__survey_responses') }}

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

),

final as (

    select
        person_id,
        max(external_id) as external_id,
        max(email) as email,
        max(_loaded_on) as _loaded_on
    from sightings
    where person_id is not null
    group by person_id

)

select * from final
