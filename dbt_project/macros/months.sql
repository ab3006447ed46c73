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

{# Each customer with each day of the rows, usually month ends, from the customer's first on: a state that
   ended must have a row that says so, or a filter shows the last state there was (DECISIONS D127). #}
{% macro days_since_first(rows, day) -%}
    select
        beginnings.customer_id,
        days.{{ day }}
    from (
        select customer_id, min({{ day }}) as first_day
        from {{ rows }}
        group by customer_id
    ) as beginnings
    inner join (
        select {{ day }}
        from {{ rows }}
        group by {{ day }}
    ) as days
        on beginnings.first_day <= days.{{ day }}
{%- endmacro %}
