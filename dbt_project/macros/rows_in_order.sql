{# Marts are written in the order of their first column, their key. Rows that several threads made come in any
   order, and sums over doubles would differ in their last digits from one build to the next (DECISIONS D188). #}
{% macro duckdb__create_table_as(
    temporary, relation, compiled_code, language='sql', partitioned_by=none, sorted_by=none
) -%}
    {%- set is_mart = language == 'sql' and config.get('contract').enforced -%}
    {%- set in_order = 'select * from (' ~ compiled_code ~ '\n) as model_rows order by 1' -%}
    {{ dbt.duckdb__create_table_as(
        temporary, relation, in_order if is_mart else compiled_code, language, partitioned_by, sorted_by
    ) }}
{%- endmacro %}
