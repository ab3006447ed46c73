-- One row per creation and per resolution of a counted contact.
-- A resolution dated before its contact began comes with the beginning, or the contact
-- would repeat itself (DECISIONS D128).
with contacts as (

    select * from {{ ref('int_contacts_identified') }}

),

final as (

    select
        'created/' || contact_id as moment_id,
        contact_id,
        repeat_key,

        topic_name,
        'created' as moment_name,

        created_at as happened_at,
        created_at,
        cast(null as timestamp) as resolved_at
    from contacts
    where exclusion_reason is null

    union all

    select
        'resolved/' || contact_id as moment_id,
        contact_id,
        repeat_key,

        topic_name,
        'resolved' as moment_name,

        greatest(resolved_at, created_at) as happened_at,
        cast(null as timestamp) as created_at,
        resolved_at
    from contacts
    where
        exclusion_reason is null
        and resolved_at is not null

)

select * from final
