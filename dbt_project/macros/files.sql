{# What the name of a landed file tells of its age. #}

{# The day of a file: the first one in its name (2026-05-31.csv, calls_20260531T0300.jsonl), or else the night
   that brought it, which no file is younger than. #}
{% macro day_of_file(file, loaded_on) -%}
    {%- set digits = "replace(" ~ date_in_name(file) ~ ", '-', '')" -%}
    {%- set day -%}
        substring({{ digits }}, 1, 4) || '-' || substring({{ digits }}, 5, 2)
        || '-' || substring({{ digits }}, 7, 2)
    {%- endset -%}
    least(coalesce({{ try_cast(day, 'date') }}, {{ loaded_on }}), {{ loaded_on }})
{%- endmacro %}

{% macro date_in_name(file) -%}
    {{ adapter.dispatch('date_in_name', 'cx_warehouse')(file) }}
{%- endmacro %}

{% macro default__date_in_name(file) -%}
    regexp_extract({{ file }}, '(20[0-9]{2}-?[01][0-9]-?[0-3][0-9])([^0-9/][^/]*)?$', 1)
{%- endmacro %}

{% macro postgres__date_in_name(file) -%}
    substring({{ file }} from '(20[0-9]{2}-?[01][0-9]-?[0-3][0-9])(?:[^0-9/][^/]*)?$')
{%- endmacro %}

{# The name without its folders: a feed's file lies in a folder that its content names. #}
{% macro name_of_file(file) -%}
    {{ adapter.dispatch('name_of_file', 'cx_warehouse')(file) }}
{%- endmacro %}

{% macro default__name_of_file(file) -%}
    regexp_extract({{ file }}, '[^/]*$', 0)
{%- endmacro %}

{% macro postgres__name_of_file(file) -%}
    substring({{ file }} from '[^/]*$')
{%- endmacro %}
