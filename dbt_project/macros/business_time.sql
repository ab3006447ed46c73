{# Time while a schedule of business hours is open (DECISIONS D100). #}

{# How many seconds a schedule had been open before a moment that lies in one of its stretches. #}
{% macro open_seconds(stretch, moment) -%}
    (
        {{ stretch }}.open_seconds_before
        + case
            when {{ stretch }}.is_open
                then {{ seconds_between(stretch ~ '.starts_at', moment) }}
            else 0
        end
    )
{%- endmacro %}
