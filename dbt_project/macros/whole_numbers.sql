{# The numbers from 0 to below, one per row: the only generated rows of the warehouse. #}
{% macro whole_numbers(below) -%}
    {{ adapter.dispatch('whole_numbers', 'cx_warehouse')(below) }}
{%- endmacro %}

{# As many months as there are between the earliest date that is believed (DECISIONS D13) and the calendar's end. #}
{% macro most_months() -%}
    {{ return(12 * (2050 - 1900)) }}
{%- endmacro %}

{% macro default__whole_numbers(below) -%}
    select cast(series.number as bigint) as number
    from generate_series(0, {{ below - 1 }}) as series (number)
{%- endmacro %}

{% macro spark__whole_numbers(below) -%}
    select id as number from range(0, {{ below }})
{%- endmacro %}
