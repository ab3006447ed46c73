{# A table without rows, for the columns of a union whose sources are all switched off: pairs of name and type in
   the order of the union. #}
{% macro no_rows(columns) -%}
    {%- set types = {'text': dbt.type_string(), 'double': type_double()} -%}
    select
        {%- for name, type in columns %}
        cast(null as {{ types.get(type, type) }}) as {{ name }}{{ ',' if not loop.last }}
        {%- endfor %}
    where 1 = 0
{%- endmacro %}
