{# A rating's or a response's comment may be taken back: it is in no batch of an increment. This hook lets go
   of comments that no source holds any more. Opening messages stay as long as their contact, which is
   never removed. #}
{% macro forget_withdrawn(parent) -%}
    {%- if is_incremental() %}
    delete from {{ this }}
    where
        origin_name <> 'contact'
        and feedback_id not in (
            select feedback_id
            from {{ parent }}
            where origin_name <> 'contact'
        )
    {%- endif %}
{%- endmacro %}
