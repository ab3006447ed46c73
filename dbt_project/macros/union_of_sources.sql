{# The rows of an entity from every source that the company has: pairs of name and type, and by source the models
   that bring its rows into these columns. Columns are taken by their name: another order mixes nothing up, and a
   model that lacks one is an error. A company that has none of the sources has an empty table, not an error. #}
{% macro union_of_sources(columns, models) -%}
    {{ no_rows(columns) }}
    {%- for source, names in models.items() if source in var('sources') %}
    {%- for name in names %}
    union all
    select
        {%- for column, _ in columns %}
        {{ column }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref(name) }}
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
