{# The company's word for a channel: what the seed channel_map says of the source's code, else the code itself where
   it is one of those words, else other. The words are those that the seed's test accepts. #}
{% macro channel_name(code, translated='channels.channel_name') -%}
    coalesce(
        {{ translated }},
        case
            when
                {{ code }} in (
                    'email', 'web', 'app', 'chat', 'phone', 'social', 'sms', 'in_person'
                )
                then {{ code }}
        end,
        'other'
    )
{%- endmacro %}

{# The seed channel_map with its codes in lower case, as feeds' words are read: once each, however they are spelt. #}
{% macro channels_in_lower_case() -%}
    select
        source_name,
        lower(trim(channel_code)) as channel_code,
        min(channel_name) as channel_name
    from {{ ref('channel_map') }}
    group by
        source_name,
        lower(trim(channel_code))
{%- endmacro %}
