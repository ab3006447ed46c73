{# A person's name from its two parts; null where both are missing. #}
{% macro person_name(first_name, last_name) -%}
    {{ blank_to_null("coalesce(" ~ first_name ~ ", '') || ' ' || coalesce(" ~ last_name ~ ", '')") }}
{%- endmacro %}
