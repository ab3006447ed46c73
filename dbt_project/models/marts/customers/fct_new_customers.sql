-- One row per customer who has bought, as a newcomer and as one who brings others.
with customers as (

    select * from {{ ref('dim_customers') }}

),

referrals as (

    select * from {{ ref('int_customer_referrals_unioned') }}

),

new_customers as (

    select
        customers.customer_id,
        referrals.referring_customer_id,
        coalesce(referrals.is_referred, false) as is_referred,
        customers.cohort_month
    from customers
    left join referrals
        on customers.customer_id = referrals.customer_id
    -- Nobody knows when the customer "unknown" came first (DECISIONS D42).
    where
        customers.has_ordered
        and customers.customer_id <> 'unknown'

),

-- Who was referred and has not bought is a lead, no referral (DECISIONS D144).
referrers as (

    select
        referring_customer_id,
        count(*) as referral_count
    from new_customers
    where referring_customer_id is not null
    group by referring_customer_id

),

final as (

    select
        new_customers.customer_id as new_customer_id,
        new_customers.customer_id,
        new_customers.referring_customer_id,

        cast(coalesce(referrers.referral_count, 0) as bigint) as referral_count,

        new_customers.is_referred,
        coalesce(referrers.referral_count, 0) > 0 as has_referred,

        new_customers.cohort_month as first_purchase_month
    from new_customers
    left join referrers
        on new_customers.customer_id = referrers.referring_customer_id

)

select * from final
