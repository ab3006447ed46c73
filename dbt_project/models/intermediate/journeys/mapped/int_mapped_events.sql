-- One row per event of the company's own logs, with the person of its device.
with events as (

    select * from {{ ref('stg_mapped__events') }}

),

-- One person may be named in several ways, with an address and without.
sign_ins as (

    select
        source_name,
        device_id,
        person_id,
        min(coalesce(external_id, email)) as person_name,
        min(_loaded_on) as _loaded_on
    from events
    where
        device_id is not null
        and person_id is not null
    group by
        source_name,
        device_id,
        person_id

),

-- A device that several persons share speaks for none of them. Its row moves with every
-- new name, not with every event: only then do its other events change.
devices as (

    select
        source_name,
        device_id,
        case when count(distinct person_name) = 1 then min(person_id) end as person_id,
        max(_loaded_on) as _loaded_on
    from sign_ins
    group by
        source_name,
        device_id

),

final as (

    select
        events.event_id,
        coalesce(events.person_id, devices.person_id, events.device_id) as person_id,

        events.source_name,
        'mapped' as identity_source_name,
        events.event_name,
        events.channel_code,

        case
            when events.person_id is null
                then greatest(events._loaded_on, devices._loaded_on)
            else events._loaded_on
        end as _loaded_on,

        events.happened_at
    from events
    left join devices
        on
            events.source_name = devices.source_name
            and events.device_id = devices.device_id

)

select * from final
