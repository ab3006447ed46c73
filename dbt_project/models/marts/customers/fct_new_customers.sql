-- One row per customer who has bought, as a newcomer and as one who brings others.
with customers as (

    select
        *,
        nullif(acquisition_channel_name, 'unknown') as told_channel_name
    from {{ ref('dim_customers') }}

),

referrals as (

    select * from {{ ref('int_customer_referrals_unioned') }}

),

-- Where no referrer is ever named, nobody can be credited with a referral.
naming as (

    select count(referring_customer_id) > 0 as is_naming_referrers
    from referrals

),

new_customers as (

    select
        customers.customer_id,
        referrals.referring_customer_id,
        referrals.customer_id is not null
        and naming.is_naming_referrers as is_referring_told,
        coalesce(
            referrals.is_referred, {{ is_referral('customers.told_channel_name') }} = 1
        ) as is_referred,
        customers.cohort_month
    from customers
    cross join naming
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
        case
            when referrers.referral_count > 0 then true
            when new_customers.is_referring_told then false
        end as has_referred,

        new_customers.cohort_month as first_purchase_month
    from new_customers
    left join referrers
        on new_customers.customer_id = referrers.referring_customer_id

)

select * from final
