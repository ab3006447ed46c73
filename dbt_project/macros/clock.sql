{# The clock of a night (DECISIONS D3): models know the day they cover, never the time they run. #}

{# The last complete day the night covers, as a date. #}
{% macro as_of() -%}
    cast('{{ var("as_of") }}' as date)
{%- endmacro %}

{# The UTC instant at which that day ends in the company's time zone: events before it are seen. #}
{% macro as_of_end() -%}
    cast('{{ var("as_of_end") }}' as timestamp)
{%- endmacro %}

{# The date of a UTC instant in the company's time zone (DECISIONS D4). #}
{% macro local_date(timestamp) -%}
    {{ adapter.dispatch('local_date', 'cx_warehouse')(timestamp) }}
{%- endmacro %}

{% macro duckdb__local_date(timestamp) -%}
    cast(
        timezone('{{ var("time_zone") }}', timezone('UTC', {{ timestamp }})) as date
    )
{%- endmacro %}

{% macro postgres__local_date(timestamp) -%}
    {{ duckdb__local_date(timestamp) }}
{%- endmacro %}

{% macro spark__local_date(timestamp) -%}
    cast(from_utc_timestamp({{ timestamp }}, '{{ var("time_zone") }}') as date)
{%- endmacro %}

{# The seconds from one instant to another, with their fraction. #}
{% macro seconds_between(earlier, later) -%}
    {{ adapter.dispatch('seconds_between', 'cx_warehouse')(earlier, later) }}
{%- endmacro %}

{% macro default__seconds_between(earlier, later) -%}
    cast(
        extract(epoch from {{ later }}) - extract(epoch from {{ earlier }})
        as {{ type_double() }}
    )
{%- endmacro %}

{% macro spark__seconds_between(earlier, later) -%}
    cast(
        (unix_micros({{ later }}) - unix_micros({{ earlier }})) / 1000000.0
        as {{ type_double() }}
    )
{%- endmacro %}

{# The minutes from one instant to another: the unit of every duration in a mart. #}
{% macro minutes_between(earlier, later) -%}
    ({{ seconds_between(earlier, later) }} / 60)
{%- endmacro %}

{# A timestamp moved by whole days; the days may be a column. #}
{% macro plus_days(timestamp, days) -%}
    {{ adapter.dispatch('plus_days', 'cx_warehouse')(timestamp, days) }}
{%- endmacro %}

{% macro default__plus_days(timestamp, days) -%}
    ({{ timestamp }} + {{ days }} * interval '1' day)
{%- endmacro %}

{# A date moved by whole days; the days may be a column. #}
{% macro days_after(date, days) -%}
    cast({{ plus_days('cast(' ~ date ~ ' as timestamp)', days) }} as date)
{%- endmacro %}

{# A day that no night covers: until it lasts what nothing has ended. #}
{% macro never() -%}
    cast('2050-01-01' as date)
{%- endmacro %}

{# A timestamp moved by whole minutes; the minutes may be a column. #}
{% macro plus_minutes(timestamp, minutes) -%}
    ({{ timestamp }} + {{ minutes }} * interval '1' minute)
{%- endmacro %}

{# The UTC instant of a local time in a zone that a column gives. Of a time that a night of daylight
   saving skips or repeats, the engine decides which is meant. #}
{% macro utc_of_local(timestamp, zone) -%}
    {{ adapter.dispatch('utc_of_local', 'cx_warehouse')(timestamp, zone) }}
{%- endmacro %}

{% macro default__utc_of_local(timestamp, zone) -%}
    timezone('UTC', timezone({{ zone }}, {{ timestamp }}))
{%- endmacro %}

{% macro spark__utc_of_local(timestamp, zone) -%}
    to_utc_timestamp({{ timestamp }}, {{ zone }})
{%- endmacro %}
