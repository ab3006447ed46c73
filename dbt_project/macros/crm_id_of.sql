{# A CRM's id in the form in which ids are compared: it has 15 characters, or 18 with a checksum. #}
{% macro crm_id_of(id) -%}
    case when length({{ id }}) = 18 then substring({{ id }}, 1, 15) else {{ id }} end
{%- endmacro %}
