-- One row per event of any event log.
with channel_map as (

    {{ channels_in_lower_case() }}

),

unioned as (

    {{ union_of_sources(
        [
            ('event_id', 'text'),
            ('person_id', 'text'),
            ('source_name', 'text'),
            ('identity_source_name', 'text'),
            ('event_name', 'text'),
            ('channel_code', 'text'),
            ('_loaded_on', 'date'),
            ('happened_at', 'timestamp'),
        ],
        {
            'segment': ['int_segment_events'],
            'mapped': ['int_mapped_events'],
        }
    ) }}

),

final as (

    select
        unioned.event_id,
        unioned.person_id,

        unioned.source_name,
        unioned.identity_source_name,
        unioned.event_name,
        {{ channel_name('unioned.channel_code', 'channel_map.channel_name') }}
            as channel_name,

        unioned._loaded_on,

        unioned.happened_at
    from unioned
    left join channel_map
        on
            unioned.source_name = channel_map.source_name
            and lower(unioned.channel_code) = channel_map.channel_code

)

select * from final
