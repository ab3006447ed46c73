{# Whether an order, or what a customer paid, is a purchase: money given back is none (DECISIONS D129). What
   an unknown currency hides is taken as bought. #}
{% macro is_purchase(amount) -%}
    coalesce({{ amount }}, 0) >= 0
{%- endmacro %}
