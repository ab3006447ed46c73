-- One row per subscription term, its price in the company's currency.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_unioned') }}

),

currency_rates as (

    select * from {{ ref('int_currency_rates') }}

),

-- All terms of a contract take the rate of its first day: a currency that moves is
-- neither expansion nor contraction (DECISIONS D153).
subscriptions as (

    select
        subscription_id,
        min(start_date) as signed_date
    from subscription_terms
    where is_counted
    group by subscription_id

),

terms_with_rate as (

    select
        subscription_terms.*,
        case
            when subscription_terms.currency_code = '{{ var("currency") }}' then 1
            else currency_rates.units_per_company_unit
        end as unit_count,
        currency_rates._loaded_on as rate_loaded_on
    from subscription_terms
    left join subscriptions
        on subscription_terms.subscription_id = subscriptions.subscription_id
    left join currency_rates
        on
            subscription_terms.currency_code = currency_rates.currency_code
            and subscriptions.signed_date >= currency_rates.start_date
            and subscriptions.signed_date < currency_rates.until_date

),

-- Without a rate a term is counted, and its price is unknown (DECISIONS D43).
final as (

    select
        subscription_term_id,
        subscription_id,
        identity_id,

        identity_type,
        identity_source_name,
        source_name,
        currency_code,

        round(monthly_amount / unit_count, 4) as monthly_amount,

        is_counted,

        start_date,
        end_date,
        greatest(_loaded_on, coalesce(rate_loaded_on, _loaded_on)) as _loaded_on
    from terms_with_rate

)

select * from final
