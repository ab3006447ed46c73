{# The contact that a desk's own number names, for files that do not say which desk; a number that
   two desks use names neither. #}
{% macro contacts_by_number(contacts) -%}
    select
        substring(contact_id, length(source_name) + 2) as source_contact_id,
        min(contact_id) as contact_id
    from {{ contacts }}
    group by substring(contact_id, length(source_name) + 2)
    having count(*) = 1
{%- endmacro %}
