-- One row per event of any event log.
with channel_map as (

    select * from {{ ref('channel_map') }}

),

{% if 'segment' in var('sources') %}
    segment_events as (

        select * from {{ ref('int_segment_events') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_events as (

        select * from {{ ref('int_mapped_events') }}

    ),
{% endif %}

-- A company without an event log has an empty table, not an error.
unioned as (

    {{ no_rows([
        ('event_id', 'text'),
        ('person_id', 'text'),
        ('source_name', 'text'),
        ('identity_source_name', 'text'),
        ('event_name', 'text'),
        ('channel_code', 'text'),
        ('_loaded_on', 'date'),
        ('happened_at', 'timestamp'),
    ]) }}
    {% if 'segment' in var('sources') %}
        union all
        select * from segment_events
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select * from mapped_events
    {% endif %}

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
            and unioned.channel_code = channel_map.channel_code

)

select * from final
