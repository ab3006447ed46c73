-- One row per other currency and range of days with one rate.
with
{% if 'salesforce' in var('sources') %}
    currency_types as (

        select * from {{ ref('stg_salesforce__currency_types') }}

    ),

    dated_conversion_rates as (

        select * from {{ ref('stg_salesforce__dated_conversion_rates') }}

    ),
{% endif %}

-- A company without rates has an empty table, not an error.
no_rates as (

    {{ no_rows([
        ('rate_id', 'text'),
        ('currency_code', 'text'),
        ('unit_count', 'double'),
        ('start_date', 'date'),
        ('_loaded_on', 'date'),
        ('updated_at', 'timestamp'),
    ]) }}

),

rates as (

    select * from no_rates
    {% if 'salesforce' in var('sources') %}
        union all
        select
            dated_conversion_rate_id as rate_id,
            currency_code,
            units_per_corporate_unit as unit_count,
            start_date,
            _loaded_on,
            updated_at
        from dated_conversion_rates
        union all
        -- The corporate currency, and those whose rate the CRM keeps without dates.
        select
            currency_types.currency_type_id as rate_id,
            currency_types.currency_code,
            currency_types.units_per_corporate_unit as unit_count,
            cast('1900-01-01' as date) as start_date,
            currency_types._loaded_on,
            currency_types.updated_at
        from currency_types
        left join dated_conversion_rates
            on currency_types.currency_code = dated_conversion_rates.currency_code
        where dated_conversion_rates.currency_code is null
    {% endif %}

),

-- Of several rates of one day the one that was changed last holds.
ranked_rates as (

    select
        *,
        row_number() over (
            partition by currency_code, start_date
            order by updated_at desc nulls last, rate_id desc nulls last
        ) as rate_rank
    from rates
    where unit_count > 0

),

-- A rate holds until the next one begins, whatever the CRM said when it was entered.
ranges as (

    select
        currency_code,
        unit_count,
        start_date,
        lead(start_date, 1, {{ never() }}) over (
            partition by currency_code
            order by start_date asc
        ) as until_date,
        _loaded_on
    from ranked_rates
    where rate_rank = 1

),

-- Both are told in the corporate currency, which need not be the company's here.
final as (

    select
        ranges.currency_code,

        round(ranges.unit_count / company.unit_count, 10) as units_per_company_unit,

        greatest(ranges.start_date, company.start_date) as start_date,
        least(ranges.until_date, company.until_date) as until_date,
        greatest(ranges._loaded_on, company._loaded_on) as _loaded_on
    from ranges
    inner join ranges as company
        on
            ranges.start_date < company.until_date
            and ranges.until_date > company.start_date
    where
        ranges.currency_code <> '{{ var("currency") }}'
        and company.currency_code = '{{ var("currency") }}'

)

select * from final
