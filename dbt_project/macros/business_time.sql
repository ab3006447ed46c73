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

{# The times of a contact that are measured in business hours: column, beginning and end. #}
{% macro business_spans() -%}
    {{ return([
        ('first_reply', 'waiting_since_at', 'first_replied_at'),
        ('first_resolution', 'created_at', 'first_resolved_at'),
        ('resolution', 'created_at', 'resolved_at'),
    ]) }}
{%- endmacro %}

{# Their columns, in both conventions. #}
{% macro business_time_columns() -%}
    {%- set columns = [] -%}
    {%- for span in business_spans() -%}
        {%- do columns.append(span[0] ~ '_business_minutes') -%}
        {%- do columns.append(span[0] ~ '_last_schedule_minutes') -%}
    {%- endfor -%}
    {{ return(columns) }}
{%- endmacro %}
