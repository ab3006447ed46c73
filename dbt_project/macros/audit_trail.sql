{# The order of a ticket's audit trail: by time, within a second by number. Numbers are text, so the shorter one
   is the earlier. `unnumbered` tells where what no audit wrote stands: nulls last, or first for what held before
   the trail begins. #}
{% macro audit_order(direction='asc', at='created_at', unnumbered='last') -%}
    {{ at }} {{ direction }} nulls last,
    length(audit_id) {{ direction }} nulls {{ unnumbered }},
    audit_id {{ direction }} nulls {{ unnumbered }},
    event_number {{ direction }} nulls last
{%- endmacro %}
