-- One row per subscription term of any CRM or feed, cancelled ones flagged.
with
{% if 'salesforce' in var('sources') %}
    crm_terms as (

        select * from {{ ref('int_crm_subscription_terms') }}

    ),
{% endif %}

{% if 'mapped' in var('sources') %}
    mapped_terms as (

        select * from {{ ref('stg_mapped__subscription_terms') }}

    ),
{% endif %}

-- A company without subscriptions has an empty table, not an error.
no_terms as (

    {{ no_rows([
        ('subscription_term_id', 'text'),
        ('subscription_id', 'text'),
        ('identity_id', 'text'),
        ('identity_type', 'text'),
        ('identity_source_name', 'text'),
        ('source_name', 'text'),
        ('currency_code', 'text'),
        ('monthly_amount', 'double'),
        ('is_counted', 'boolean'),
        ('start_date', 'date'),
        ('end_date', 'date'),
        ('_loaded_on', 'date'),
    ]) }}

),

unioned as (

    select * from no_terms
    {% if 'salesforce' in var('sources') %}
        union all
        select
            subscription_term_id,
            subscription_id,
            account_id as identity_id,
            'account' as identity_type,
            'salesforce' as identity_source_name,
            'salesforce' as source_name,
            currency_code,
            monthly_amount,
            is_counted,
            start_date,
            end_date,
            _loaded_on
        from crm_terms
    {% endif %}
    {% if 'mapped' in var('sources') %}
        union all
        select
            subscription_term_id,
            source_name || ':' || customer_key as subscription_id,
            customer_key as identity_id,
            'customer' as identity_type,
            'mapped' as identity_source_name,
            source_name,
            coalesce(currency_code, '{{ var("currency") }}') as currency_code,
            monthly_amount,
            true as is_counted,
            start_date,
            {{ days_after('first_date_after', -1) }} as end_date,
            _loaded_on
        from mapped_terms
    {% endif %}

),

-- A term without an end outlives the calendar of this warehouse; one that ends before
-- it starts was never in force.
final as (

    select
        subscription_term_id,
        subscription_id,
        identity_id,

        identity_type,
        identity_source_name,
        source_name,
        currency_code,

        monthly_amount,

        is_counted
        and start_date <= coalesce(end_date, cast('2049-12-31' as date)) as is_counted,

        start_date,
        coalesce(end_date, cast('2049-12-31' as date)) as end_date,
        _loaded_on
    from unioned

)

select * from final
