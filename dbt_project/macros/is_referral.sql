{# 1 where the channel through which a customer came says that another customer sent them, 0 where it says something
   else, null where nobody says. A partner's or an employee's referral is none of a customer's. #}
{% macro is_referral(acquisition_channel) -%}
    case
        when lower(trim({{ acquisition_channel }})) in ('referral', 'customer referral') then 1
        when {{ acquisition_channel }} is not null then 0
    end
{%- endmacro %}
