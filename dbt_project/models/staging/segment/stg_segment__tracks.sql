with tracks as (

    {{ latest_versions(source('segment', 'tracks'), ['messageId'], 'receivedAt') }}

),

-- The platform has corrected the device's clock in `timestamp`; the gate proves it.
final as (

    select
        tracks.messageid as event_id,
        {{ blank_to_null('tracks.userid') }} as user_id,
        {{ blank_to_null('tracks.anonymousid') }} as device_id,

        {{ blank_to_null('tracks.event') }} as event_name,
        {{ json_text('tracks.context', 'library.name') }} as channel_code,

        tracks._loaded_on,

        tracks.timestamp as happened_at
    from tracks

)

select * from final
