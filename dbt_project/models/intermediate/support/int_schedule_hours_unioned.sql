-- One row per opening in the week of a schedule, of any desk or of the company itself.
with
{% if 'zendesk' in var('sources') %}
    intervals as (

        select * from {{ ref('stg_zendesk__schedule_intervals') }}

    ),

    zones as (

        select *
        from {{ ref('time_zones') }}
        where source_name = 'zendesk'

    ),
{% endif %}

unioned as (

    {{ no_rows([
        ('schedule_id', 'text'),
        ('time_zone_name', 'text'),
        ('start_minute', 'bigint'),
        ('end_minute', 'bigint'),
    ]) }}
    {% for opening in var('business_hours') %}
        union all
        select
            'company' as schedule_id,
            '{{ var("time_zone") }}' as time_zone_name,
            {{ opening | first }} as start_minute,
            {{ opening | last }} as end_minute
    {% endfor %}
    {% if 'zendesk' in var('sources') %}
        union all
        select
            'zendesk:' || intervals.schedule_id as schedule_id,
            coalesce(zones.time_zone_name, intervals.time_zone_code) as time_zone_name,
            intervals.start_minute,
            intervals.end_minute
        from intervals
        left join zones
            on intervals.time_zone_code = zones.time_zone_code
    {% endif %}

),

final as (

    select
        schedule_id,

        time_zone_name,

        start_minute,
        end_minute
    from unioned

)

select * from final
