{# The frame of a window over what a party did in a journey, from its first event on. In the same second the
   earlier stage comes first, and a contact or answer after what it may be about. #}
{% macro in_order_of_steps(last) -%}
    partition by party_id, journey_code
    order by
        happened_at asc nulls last,
        stage_number asc nulls last,
        touchpoint_id asc nulls last
    rows between unbounded preceding and {{ last }}
{%- endmacro %}
