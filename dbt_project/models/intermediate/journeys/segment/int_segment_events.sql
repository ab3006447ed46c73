-- One row per event of the customer data platform, with the user of its device.
with tracks as (

    select * from {{ ref('stg_segment__tracks') }}

),

identifies as (

    select * from {{ ref('stg_segment__identifies') }}

),

sign_ins as (

    select
        device_id,
        user_id,
        min(_loaded_on) as _loaded_on
    from identifies
    where
        device_id is not null
        and user_id is not null
    group by
        device_id,
        user_id

),

-- A device that several users share speaks for none of them. Its row moves with every
-- new user, not with every sign-in: only then do its earlier events change.
devices as (

    select
        device_id,
        case when count(*) = 1 then min(user_id) end as user_id,
        max(_loaded_on) as _loaded_on
    from sign_ins
    group by device_id

),

final as (

    select
        'segment:' || tracks.event_id as event_id,
        coalesce(tracks.user_id, devices.user_id, tracks.device_id) as person_id,

        'segment' as source_name,
        'segment' as identity_source_name,
        tracks.event_name,
        tracks.channel_code,

        case
            when tracks.user_id is null
                then greatest(tracks._loaded_on, devices._loaded_on)
            else tracks._loaded_on
        end as _loaded_on,

        tracks.happened_at
    from tracks
    left join devices
        on tracks.device_id = devices.device_id

)

select * from final
