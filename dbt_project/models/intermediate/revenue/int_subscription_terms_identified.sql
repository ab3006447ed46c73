-- One row per subscription term, with its customer.
with subscription_terms as (

    select * from {{ ref('int_subscription_terms_converted') }}

),

customer_links as (

    select * from {{ ref('int_customer_links') }}

),

final as (

    select
        subscription_terms.subscription_term_id,
        subscription_terms.subscription_id,
        coalesce(customer_links.customer_id, 'unknown') as customer_id,

        subscription_terms.source_name,
        subscription_terms.currency_code,

        subscription_terms.monthly_amount,

        subscription_terms.is_counted,

        subscription_terms.start_date,
        subscription_terms.end_date,
        {{ days_after('subscription_terms.end_date', 1) }} as first_date_after,
        greatest(
            subscription_terms._loaded_on,
            coalesce(customer_links._loaded_on, subscription_terms._loaded_on)
        ) as _loaded_on
    from subscription_terms
    left join customer_links
        on
            subscription_terms.identity_source_name = customer_links.source_name
            and subscription_terms.identity_type = customer_links.identity_type
            and subscription_terms.identity_id = customer_links.identity_id

)

select * from final
