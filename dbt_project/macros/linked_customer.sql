{# The customer of the first relation whose link says anything, the last one's without asking. A link that leads to
   two customers says so by a null, and no weaker one decides after it (DECISIONS D130). #}
{% macro linked_customer(relations) -%}
    case
        {%- for relation in relations[:-1] %}
        when {{ relation }}.rule_name <> 'unlinked' then {{ relation }}.customer_id
        {%- endfor %}
        else {{ relations[-1] }}.customer_id
    end
{%- endmacro %}
