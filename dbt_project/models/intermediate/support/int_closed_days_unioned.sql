-- One row per schedule and stretch of days on which it stays closed.
with
{% if 'zendesk' in var('sources') %}
    holidays as (

        select * from {{ ref('stg_zendesk__holidays') }}

    ),
{% endif %}

-- A company without holidays has an empty table, not an error.
final as (

    {{ no_rows([
        ('schedule_id', 'text'),
        ('start_date', 'date'),
        ('end_date', 'date'),
    ]) }}
    {% for day in var('business_holidays') %}
        union all
        select
            'company' as schedule_id,
            cast('{{ day }}' as date) as start_date,
            cast('{{ day }}' as date) as end_date
    {% endfor %}
    {% if 'zendesk' in var('sources') %}
        union all
        select
            'zendesk:' || schedule_id as schedule_id,
            start_date,
            end_date
        from holidays
    {% endif %}

)

select * from final
