{# A comment without the marks of redaction: "[account]" is no word of the customer's (DECISIONS D146). #}
{% macro without_marks(text) -%}
    {%- set left = namespace(text=text) -%}
    {%- for mark in ['account', 'address', 'card', 'e-mail', 'name', 'phone'] -%}
        {%- set left.text = "replace(" ~ left.text ~ ", '[" ~ mark ~ "]', ' ')" -%}
    {%- endfor -%}
    {{ left.text }}
{%- endmacro %}
