{# JSON kept as text in the lake is opened in staging only (STYLE, Portable SQL 8). #}

{# The text at a path of keys, e.g. json_text('via', 'source.rel'); null where it is absent. #}
{% macro json_text(json, path) -%}
    {{ adapter.dispatch('json_text', 'cx_warehouse')(json, path) }}
{%- endmacro %}

{% macro duckdb__json_text(json, path) -%}
    json_extract_string({{ json }}, '$.{{ path }}')
{%- endmacro %}

{% macro postgres__json_text(json, path) -%}
    (cast({{ json }} as jsonb) #>> '{{ "{" ~ path | replace(".", ",") ~ "}" }}')
{%- endmacro %}

{% macro spark__json_text(json, path) -%}
    get_json_object({{ json }}, '$.{{ path }}')
{%- endmacro %}

{# The rows of a relation once per element of a JSON array they hold, with `element` as text and `position`
   from 1; rows whose array is empty or absent fall out. #}
{% macro json_elements(relation, json) -%}
    {{ adapter.dispatch('json_elements', 'cx_warehouse')(relation, json) }}
{%- endmacro %}

{# Not a join: DuckDB would first look for equal arrays (measured: twice the time at six million arrays). #}
{% macro duckdb__json_elements(relation, json) -%}
    select
        {{ relation }}.*,
        unnest(json_extract_string({{ relation }}.{{ json }}, '$[*]')) as element,
        unnest(range(1, 1 + cast(json_array_length({{ relation }}.{{ json }}) as bigint))) as position
    from {{ relation }}
{%- endmacro %}

{% macro postgres__json_elements(relation, json) -%}
    select
        {{ relation }}.*,
        opened.element,
        opened.position
    from {{ relation }}
    cross join lateral
        jsonb_array_elements_text(cast({{ relation }}.{{ json }} as jsonb))
        with ordinality as opened (element, position)
{%- endmacro %}

{% macro spark__json_elements(relation, json) -%}
    select
        {{ relation }}.*,
        opened.element,
        opened.place + 1 as position
    from {{ relation }}
    lateral view posexplode(from_json({{ relation }}.{{ json }}, 'array<string>')) opened
        as place, element
{%- endmacro %}

{# Whether a JSON array of texts holds a value. #}
{% macro json_array_contains(json, value) -%}
    {{ adapter.dispatch('json_array_contains', 'cx_warehouse')(json, value) }}
{%- endmacro %}

{% macro duckdb__json_array_contains(json, value) -%}
    coalesce(json_contains({{ json }}, '"{{ value }}"'), false)
{%- endmacro %}

{% macro postgres__json_array_contains(json, value) -%}
    coalesce(jsonb_exists(cast({{ json }} as jsonb), '{{ value }}'), false)
{%- endmacro %}

{% macro spark__json_array_contains(json, value) -%}
    coalesce(array_contains(from_json({{ json }}, 'array<string>'), '{{ value }}'), false)
{%- endmacro %}

{# The text under a key that a column gives; null where it is absent. #}
{% macro json_member(json, key) -%}
    {{ adapter.dispatch('json_member', 'cx_warehouse')(json, key) }}
{%- endmacro %}

{% macro duckdb__json_member(json, key) -%}
    json_extract_string({{ json }}, '$."' || {{ key }} || '"')
{%- endmacro %}

{% macro postgres__json_member(json, key) -%}
    (cast({{ json }} as jsonb) ->> {{ key }})
{%- endmacro %}

{% macro spark__json_member(json, key) -%}
    from_json({{ json }}, 'map<string,string>')[{{ key }}]
{%- endmacro %}

{# The value of the member with an id in a JSON array of {id, value}; null where it is absent. #}
{% macro json_field_value(json, id) -%}
    {{ adapter.dispatch('json_field_value', 'cx_warehouse')(json, id) }}
{%- endmacro %}

{% macro duckdb__json_field_value(json, id) -%}
    json_extract_string(
        list_filter(
            cast(json_extract({{ json }}, '$[*]') as varchar []),
            lambda field: json_extract_string(field, '$.id') = '{{ id }}'
        )[1],
        '$.value'
    )
{%- endmacro %}

{% macro postgres__json_field_value(json, id) -%}
    jsonb_path_query_first(
        cast({{ json }} as jsonb), '$[*] ? (@.id == {{ id }}).value'
    ) #>> '{}'
{%- endmacro %}

{% macro spark__json_field_value(json, id) -%}
    map_from_entries(from_json({{ json }}, 'array<struct<id:string,value:string>>'))['{{ id }}']
{%- endmacro %}

{# The first element of a JSON array, as text; null where it is empty. #}
{% macro json_first(json) -%}
    {{ adapter.dispatch('json_first', 'cx_warehouse')(json) }}
{%- endmacro %}

{% macro duckdb__json_first(json) -%}
    json_extract_string({{ json }}, '$[0]')
{%- endmacro %}

{% macro postgres__json_first(json) -%}
    (cast({{ json }} as jsonb) ->> 0)
{%- endmacro %}

{% macro spark__json_first(json) -%}
    get_json_object({{ json }}, '$[0]')
{%- endmacro %}
