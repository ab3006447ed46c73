{# What is measured of a contact: from when to when. #}
{% macro contact_spans() -%}
    {{ return([
        ('first_reply', 'waiting_since_at', 'first_replied_at'),
        ('first_resolution', 'created_at', 'first_resolved_at'),
        ('resolution', 'created_at', 'resolved_at'),
    ]) }}
{%- endmacro %}

{# The minutes of a span; unknown where it ends before it begins, as clocks that disagree and imported
   contacts have it (DECISIONS D128). #}
{% macro minutes_of_span(began_at, ended_at) -%}
    case when {{ ended_at }} >= {{ began_at }} then {{ minutes_between(began_at, ended_at) }} end
{%- endmacro %}

{# Whether any span ends before it begins. #}
{% macro has_impossible_span() -%}
    (
        {%- for _, began_at, ended_at in contact_spans() %}
        coalesce({{ ended_at }} < {{ began_at }}, false)
        {{- ' or' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
