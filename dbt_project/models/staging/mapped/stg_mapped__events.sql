with events as (

    {{ latest_versions(
        source('mapped', 'events'), ['_source', 'event_id'], 'version_number'
    ) }}

),

final as (

    select
        events._source || ':' || events.event_id as event_id,
        case
            when
                events.customer_external_id is not null
                or events.customer_email is not null
                then {{ hash_key([
                    'events.customer_external_id', 'lower(events.customer_email)'
                ]) }}
        end as person_id,
        events.customer_external_id as external_id,
        {{ blank_to_null('events.device_id') }} as device_id,

        events._source as source_name,
        {{ blank_to_null('lower(events.customer_email)') }} as email,
        {{ blank_to_null('events.event_name') }} as event_name,
        {{ blank_to_null('lower(events.channel)') }} as channel_code,

        events._loaded_on,

        events.happened_at
    from events

)

select * from final
