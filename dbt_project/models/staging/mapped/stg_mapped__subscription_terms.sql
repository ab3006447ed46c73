with subscription_terms as (

    {{ latest_versions(
        source('mapped', 'subscription_terms'), ['_source', 'term_id'], 'version_number'
    ) }}

),

final as (

    select
        subscription_terms._source || ':' || subscription_terms.term_id
            as subscription_term_id,
        subscription_terms.customer_id as customer_key,

        subscription_terms._source as source_name,
        {{ blank_to_null('upper(subscription_terms.currency)') }} as currency_code,

        subscription_terms.monthly_amount,

        subscription_terms.start_date,
        subscription_terms.end_date as first_date_after,
        subscription_terms._loaded_on
    from subscription_terms

)

select * from final
