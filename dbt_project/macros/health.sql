{# The points of a value on a map of the seed health_components: straight lines between its up to four
   values, level outside them, null for an unknown value. #}
{% macro health_points(value, component) -%}
    cast(
        case
            when {{ value }} is null then null
            when {{ value }} <= {{ component }}.value_1 then {{ component }}.points_1
            {%- for number in [2, 3, 4] %}
            when {{ value }} <= {{ component }}.value_{{ number }}
                then {{ component }}.points_{{ number - 1 }}
                + 1.0 * ({{ component }}.points_{{ number }} - {{ component }}.points_{{ number - 1 }})
                * ({{ value }} - {{ component }}.value_{{ number - 1 }})
                / ({{ component }}.value_{{ number }} - {{ component }}.value_{{ number - 1 }})
            {%- endfor %}
            else coalesce({{ component }}.points_4, {{ component }}.points_3, {{ component }}.points_2)
        end as {{ type_double() }}
    )
{%- endmacro %}

{# The weight of the components of which a customer's points are known. #}
{% macro health_known_weight() -%}
    (
        {%- for name in ['recency', 'contact', 'open_contact', 'nps', 'satisfaction', 'tenure'] %}
        case when {{ name }}_points is null then 0 else coalesce({{ name }}_weight, 0) end
        {{- ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# Their points, each times its weight. #}
{% macro health_weighted_points() -%}
    (
        {%- for name in ['recency', 'contact', 'open_contact', 'nps', 'satisfaction', 'tenure'] %}
        coalesce({{ name }}_points * {{ name }}_weight, 0)
        {{- ' +' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}
