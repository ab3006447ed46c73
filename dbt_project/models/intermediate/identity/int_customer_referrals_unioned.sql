-- One row per customer of whom a source tells whether somebody referred them.
with
{% if 'salesforce' in var('sources') %}
    crm_referrals as (

        select * from {{ ref('int_customer_referrals') }}

    ),
{% endif %}

-- A company whose sources tell of no referrals has an empty table, not an error.
unioned as (

    {{ no_rows([
        ('customer_id', 'text'),
        ('referring_customer_id', 'text'),
        ('is_referred', 'boolean'),
    ]) }}
    {% if 'salesforce' in var('sources') %}
        union all
        select * from crm_referrals
    {% endif %}

),

final as (

    select
        customer_id,
        referring_customer_id,

        is_referred
    from unioned

)

select * from final
