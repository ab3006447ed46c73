-- One row per order of any CRM or feed that was ever placed, cancelled ones flagged.
with
{% if 'salesforce' in var('sources') %}
    crm_orders as (

        select * from {{ ref('int_crm_orders_itemized') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_orders as (

        select * from {{ ref('stg_mapped__orders') }}

    ),
{% endif %}

-- A company without a shop has an empty table, not an error.
no_orders as (

    {{ no_rows([
        ('order_id', 'text'),
        ('identity_id', 'text'),
        ('identity_type', 'text'),
        ('identity_source_name', 'text'),
        ('source_name', 'text'),
        ('order_type', 'text'),
        ('currency_code', 'text'),
        ('amount', 'double'),
        ('margin_amount', 'double'),
        ('item_count', 'bigint'),
        ('is_counted', 'boolean'),
        ('order_date', 'date'),
        ('_loaded_on', 'date'),
        ('ordered_at', 'timestamp'),
    ]) }}

),

unioned as (

    select * from no_orders
    {% if 'salesforce' in var('sources') %}
        union all
        select
            order_id,
            account_id as identity_id,
            'account' as identity_type,
            'salesforce' as identity_source_name,
            'salesforce' as source_name,
            order_type,
            currency_code,
            amount,
            cast(null as {{ type_double() }}) as margin_amount,
            item_count,
            is_counted,
            order_date,
            _loaded_on,
            ordered_at
        from crm_orders
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select
            order_id,
            customer_key as identity_id,
            'customer' as identity_type,
            'mapped' as identity_source_name,
            source_name,
            'one_off' as order_type,
            coalesce(currency_code, '{{ var("currency") }}') as currency_code,
            amount,
            margin_amount,
            item_count,
            true as is_counted,
            {{ local_date('ordered_at') }} as order_date,
            _loaded_on,
            ordered_at
        from mapped_orders
    {% endif %}

),

final as (

    select
        order_id,
        identity_id,

        identity_type,
        identity_source_name,
        source_name,
        order_type,
        currency_code,

        amount,
        margin_amount,
        item_count,

        is_counted,

        order_date,
        _loaded_on,

        ordered_at
    from unioned
    where
        order_date <= {{ as_of() }}
        and ordered_at < {{ as_of_end() }}

)

select * from final
