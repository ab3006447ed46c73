{# The first day of the month that a day leaves open: months before it are complete. #}
{% macro first_open_month(day) -%}
    cast(
        date_trunc('month', {{ plus_days('cast(' ~ day ~ ' as timestamp)', 1) }}) as date
    )
{%- endmacro %}

{# The day so many months later, or earlier. #}
{% macro plus_months(day, months) -%}
    cast({{ dbt.dateadd('month', months, day) }} as date)
{%- endmacro %}
