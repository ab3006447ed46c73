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
