{# An increment writes the rows of the customers it touched; a customer whose last row has gone (merged away,
   everything cancelled) is in no batch. This hook lets go of the rows of customers that the parent no longer
   knows. #}
{% macro forget_orphans(parent, condition='1 = 1') -%}
    {%- if is_incremental() %}
    delete from {{ this }}
    where customer_id not in (
        select customer_id from {{ parent }} where {{ condition }}
    )
    {%- endif %}
{%- endmacro %}
