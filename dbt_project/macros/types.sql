{# Types and casts in which engines differ. #}

{# A 64-bit floating number. #}
{% macro type_double() -%}
    {{ adapter.dispatch('type_double', 'cx_warehouse')() }}
{%- endmacro %}

{% macro default__type_double() -%}
    double
{%- endmacro %}

{% macro postgres__type_double() -%}
    double precision
{%- endmacro %}

{# A cast that gives null where the value does not fit. dbt's safe_cast throws on this engine. #}
{% macro try_cast(value, type) -%}
    {{ adapter.dispatch('try_cast', 'cx_warehouse')(value, type) }}
{%- endmacro %}

{% macro default__try_cast(value, type) -%}
    try_cast({{ value }} as {{ type }})
{%- endmacro %}

{# Postgres has no failing cast that yields null; numbers and dates are guarded by their form. #}
{% macro postgres__try_cast(value, type) -%}
    case
        when pg_input_is_valid(cast({{ value }} as text), '{{ type }}')
            then cast({{ value }} as {{ type }})
    end
{%- endmacro %}

{# Trimmed text, null where nothing is left. #}
{% macro blank_to_null(value) -%}
    nullif(trim({{ value }}), '')
{%- endmacro %}

{# Divides, giving null where there is nothing to divide by. #}
{% macro ratio(numerator, denominator) -%}
    1.0 * {{ numerator }} / nullif({{ denominator }}, 0)
{%- endmacro %}

{# The exact percentile of a group, interpolated. #}
{% macro percentile(value, fraction) -%}
    {{ adapter.dispatch('percentile', 'cx_warehouse')(value, fraction) }}
{%- endmacro %}

{% macro default__percentile(value, fraction) -%}
    percentile_cont({{ fraction }}) within group (order by {{ value }})
{%- endmacro %}

{% macro spark__percentile(value, fraction) -%}
    percentile({{ value }}, {{ fraction }})
{%- endmacro %}

{# A short, stable key for several text columns; a null part differs from an empty one. #}
{% macro hash_key(columns) -%}
    md5(
        {%- for column in columns %}
        coalesce(cast({{ column }} as {{ dbt.type_string() }}), '~'){% if not loop.last %} || '|' ||{% endif %}
        {%- endfor %}
    )
{%- endmacro %}
